// Milter proves the door for mail with a real Postfix.
package main

func main() {}
