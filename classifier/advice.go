package classifier

func advise(a *Assessment, query Query) Advice { return Advice{} }
