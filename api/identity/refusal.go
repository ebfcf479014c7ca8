package identity

import (
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
)

// domain is whose reasons those in the details of a status are.
const domain = "pecete"

// detailed gives a status with details as an error.
func detailed(code codes.Code, message string, details ...protoadapt.MessageV1) error {
	plain := status.New(code, message)
	if full, err := plain.WithDetails(details...); err == nil {
		return full.Err()
	}
	return plain.Err()
}

// unknown is the status for who is not known. Why says what is wrong, without a piece of
// what was sent.
func unknown(why string) error {
	return detailed(codes.Unauthenticated, why, &errdetails.ErrorInfo{Reason: "UNAUTHENTICATED", Domain: domain})
}

// forbidden is the status for who lacks a permission, which it names.
func forbidden(caller *Caller, lacks Permission, what string) error {
	return detailed(codes.PermissionDenied,
		fmt.Sprintf("%s: caller %q lacks the permission %q", what, caller.ID, lacks),
		&errdetails.ErrorInfo{Reason: "PERMISSION_MISSING", Domain: domain, Metadata: map[string]string{"permission": string(lacks)}})
}

// exhausted is the status for who asks too much.
func exhausted(caller *Caller, over *overRate) error {
	description := fmt.Sprintf("caller %q may make %s %s", caller.ID, over.limit, over.what)
	return detailed(codes.ResourceExhausted, description,
		&errdetails.RetryInfo{RetryDelay: durationpb.New(over.after)},
		&errdetails.QuotaFailure{Violations: []*errdetails.QuotaFailure_Violation{{Subject: "caller:" + caller.ID, Description: description}}})
}

// missing is the status for methods that nobody may call, in the words of the server.
func missing() error { return status.Error(codes.Unimplemented, "no such service or method") }
