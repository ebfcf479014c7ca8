// Package report shows the figures of package evaluation: as aligned tables for
// a terminal, as JSON for programs, and as one HTML page with plots that needs
// nothing else.
//
// What it writes depends on the figures alone: no clock, no order of maps.
package report
