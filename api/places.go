package api

import (
	"sync"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// batchPlaces is the memory for the answers of a batch: all of it is had at once, and
// used again once the answers have been encoded.
type batchPlaces struct {
	each    []batchPlace
	results []*pecetev1.BatchResult
}

// batchPlace is the memory for one answer.
type batchPlace struct {
	result     pecetev1.BatchResult
	outcome    pecetev1.BatchResult_Assessment
	assessment pecetev1.Assessment
}

// placePool keeps memory for the answers of batches, which is empty.
type placePool struct{ pool sync.Pool }

// keptPlaces is the most places that are kept together.
const keptPlaces = 1000

// take gives n empty places.
func (p *placePool) take(n int) *batchPlaces {
	places, ok := p.pool.Get().(*batchPlaces)
	if !ok {
		places = &batchPlaces{}
	}
	if cap(places.each) < n {
		places.each, places.results = make([]batchPlace, n), make([]*pecetev1.BatchResult, n)
	}
	places.each, places.results = places.each[:n], places.results[:n]
	return places
}

// giveBack empties places that nobody uses any more and keeps them.
func (p *placePool) giveBack(places *batchPlaces) {
	if cap(places.each) > keptPlaces {
		return
	}
	clear(places.each)
	clear(places.results)
	p.pool.Put(places)
}
