package web

import (
	"context"
	"net/http"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api"
)

// metrics serves the metrics to who may read them: where callers are set up, strangers
// learn nothing of how much is found here.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) {
	a := w.(*answer)
	a.method = api.ReadMetrics
	pass, err := s.api.Enter(asCaller(r), api.ReadMetrics)
	if err != nil {
		said := status.Convert(err)
		s.refuse(a, r, none, refusal{code: said.Code(), rule: said.Message(), retry: secondsIn(said.Proto()), said: said})
		return
	}
	defer pass.Leave()
	s.options.Metrics.ServeHTTP(a, r)
}

// asCaller gives the context of a request with what tells who calls, as a call of gRPC
// has it.
func asCaller(r *http.Request) context.Context {
	from := &peer.Peer{}
	if r.TLS != nil {
		from.AuthInfo = credentials.TLSInfo{State: *r.TLS, CommonAuthInfo: credentials.CommonAuthInfo{SecurityLevel: credentials.PrivacyAndIntegrity}}
	}
	ctx := peer.NewContext(r.Context(), from)
	if shown := r.Header.Values("Authorization"); len(shown) > 0 {
		ctx = metadata.NewIncomingContext(ctx, metadata.MD{"authorization": shown})
	}
	return ctx
}
