// Package corpus makes the texts that everything here is measured on: messages
// like those of a Romanian chat, the same for the same seed, clean or with one
// identifier of a made-up person in them. Nothing of it comes from anybody's
// messages.
package corpus
