/*// a comment without an end

package p

var x int = ""
