// Package plot draws figures as SVG: lines over two axes, each linear or
// logarithmic. A drawing depends on its figures alone, to the byte, and reads in
// light and in dark.
package plot
