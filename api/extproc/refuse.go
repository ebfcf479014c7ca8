package extproc

import (
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	httptype "github.com/envoyproxy/go-control-plane/envoy/type/v3"
	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/refusal"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// details are what Envoy's access log shows as %RESPONSE_CODE_DETAILS% of what was refused.
const details = "pecete_blocked"

// refuse words the answer that ends an exchange of which this side is blocked. request is
// the other side where this is the response, or this one: it tells who reads the answer.
func (s *side) refuse(request *side) *pb.ProcessingResponse {
	f := request.fields
	asked := refusal.Asked{
		Accept: f["accept"], AcceptLanguage: f["accept-language"], ContentType: f["content-type"], Answered: s.isResponse,
	}
	answer := &pb.ImmediateResponse{Details: details}
	if f.isGRPC() {
		answer.Status = &httptype.HttpStatus{Code: httptype.StatusCode_Forbidden} // for who does not know gRPC
		answer.GrpcStatus = &pb.GrpcStatus{Status: uint32(s.grpcStatus())}
		answer.Body = []byte(refusal.Line(s.ruling, asked))
	} else {
		instead := refusal.For(s.ruling, asked)
		answer.Status = &httptype.HttpStatus{Code: httptype.StatusCode(instead.Status)}
		answer.Body = instead.Body
		answer.Headers = &pb.HeaderMutation{}
		for _, field := range instead.Fields {
			answer.Headers.SetHeaders = append(answer.Headers.SetHeaders, set(field.Name, field.Value))
		}
	}
	return &pb.ProcessingResponse{
		Response:        &pb.ProcessingResponse_ImmediateResponse{ImmediateResponse: answer},
		DynamicMetadata: s.note(),
	}
}

// grpcStatus gives the status for a gRPC call: UNAVAILABLE, which may be tried again, where
// it is blocked because nobody could be asked.
func (s *side) grpcStatus() codes.Code {
	if s.ruling.Failed() && s.ruling.Verdict != pecetev1.Verdict_VERDICT_BLOCK {
		return codes.Unavailable
	}
	return codes.PermissionDenied
}
