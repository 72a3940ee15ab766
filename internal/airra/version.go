package airra

// Version names this build. The linker sets it (-X); a plain go build says that
// it is one.
var Version = "0.1.0-dev"
