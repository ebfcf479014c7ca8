package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc/codes"
)

// Callers that are not named in a file, as the label of what is counted about them.
const (
	// OtherCallers are those that are known, but in no file: by a token, or by the name in
	// a certificate. There may be any number of them, and their names are of others.
	OtherCallers = "other"
	// UnknownCallers are those of whom nobody knows who they are.
	UnknownCallers = "unknown"
)

func (m *Metrics) addCallers() {
	m.callers = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "pecete_caller_requests_total", Help: "Calls that asked to be let in, by caller and how that went: OK, or the code of the refusal. Callers that are not in the file of callers are \"other\", those that are not known \"unknown\"."}, []string{"caller", "code"})
	m.named.MustRegister(m.callers)
}

// Met counts a call that a caller made and how it was met: OK if it was let in, the code
// of the refusal otherwise. The caller must be one of the file of callers, OtherCallers or
// UnknownCallers, so that the series are no more than the file has callers.
func (m *Metrics) Met(caller string, code codes.Code) {
	if m != nil {
		m.callers.WithLabelValues(caller, CodeName(code)).Inc()
	}
}
