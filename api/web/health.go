package web

import (
	_ "embed"
	"encoding/json"
	"net/http"
)

// openAPI describes the calls in plain JSON. It is generated from the contract.
//
//go:embed openapi.json
var openAPI []byte

func description(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openAPI)
}

// alive says that the process answers, nothing more: one that is not ready is not to be
// killed for it.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, struct {
		Alive bool `json:"alive"`
	}{true})
}

// readiness is what /readyz says.
type readiness struct {
	Ready          bool   `json:"ready"`
	Draining       bool   `json:"draining"`
	RulesetVersion string `json:"rulesetVersion"`
	Detail         any    `json:"detail,omitempty"`
}

func (s *Server) ready(w http.ResponseWriter, _ *http.Request) {
	now := readiness{Ready: true, Draining: s.draining.Load(), RulesetVersion: s.api.Ruleset()}
	if s.options.Ready != nil {
		now.Ready, now.Detail = s.options.Ready()
	}
	now.Ready = now.Ready && !now.Draining
	status := http.StatusOK
	if !now.Ready {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, now)
}

// writeJSON writes what has no text of a message in it.
func writeJSON(w http.ResponseWriter, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"ready":false}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n'))
}
