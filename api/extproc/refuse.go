package extproc

import (
	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	httptype "github.com/envoyproxy/go-control-plane/envoy/type/v3"
	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/refusal"
)

// details are what Envoy's access log shows as %RESPONSE_CODE_DETAILS% of what was refused.
const details = "pecete_blocked"

// refuse words the answer that ends an exchange of which this side is blocked. request is
// the other side where this is the response, or this one: it tells who reads the answer.
func (s *side) refuse(request *side) *pb.ProcessingResponse {
	answer := &pb.ImmediateResponse{
		Status:  &httptype.HttpStatus{Code: refusal.Status},
		Details: details,
	}
	if request.fields.isGRPC() {
		answer.GrpcStatus = &pb.GrpcStatus{Status: uint32(codes.PermissionDenied)}
		answer.Body = []byte(refusal.Line(s.ruling))
	} else {
		text := refusal.For(s.ruling, request.fields["accept"], request.fields["content-type"])
		answer.Body = text.Body
		answer.Headers = &pb.HeaderMutation{SetHeaders: []*core.HeaderValueOption{
			set("content-type", text.ContentType), set("cache-control", "no-store"), set(referenceHeader, s.ruling.Reference),
		}}
	}
	return &pb.ProcessingResponse{
		Response:        &pb.ProcessingResponse_ImmediateResponse{ImmediateResponse: answer},
		DynamicMetadata: s.note(),
	}
}
