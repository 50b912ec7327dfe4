// Package face finds faces that look into the camera, and says whether one of them is
// as a selfie needs it.
//
// It evaluates a cascade of Haar features (Viola and Jones, 2001) that was trained by
// OpenCV: a window goes over the picture in several sizes, and each place is asked a few
// questions about which of its parts are brighter than others, and then more, until one
// says that this is no face. The questions are data, 50 kB of them, which are loaded only
// where a face is asked for.
package face
