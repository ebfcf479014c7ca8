// Package playground serves the page where people try what Pecete says about a
// message while they write it. The page is a few static files in the program,
// plain HTML, CSS and JavaScript, that load nothing from elsewhere, store nothing
// and ask the REST door of the server they came from.
package playground
