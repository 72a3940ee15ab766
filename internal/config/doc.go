// Package config turns the AIRRA_* variables of the environment into a [Config].
//
// One table, the settings struct, is the whole truth about them: name, default,
// accepted form and meaning. It is read three times, by the parser, by
// airrad --help and by airrad check-config, so the three cannot disagree.
//
// A wrong value never starts a daemon with a guess. Every wrong variable becomes
// one line that names it, its value and the form that would have been accepted;
// a variable nobody knows is only a warning, because it may belong to a newer or
// an older airrad beside this one.
package config
