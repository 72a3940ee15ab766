package api

import (
	"context"

	"github.com/airra/airra/internal/airra"
)

// IDPath is the part of a path that names one thing without a ref. It is exported
// because huma does not look into embedded types that are not; so are the others.
type IDPath struct {
	Key string `path:"id" maxLength:"64" doc:"An id, or at least four characters of one"`
}

// EngineerPath is the part of a path that names a person.
type EngineerPath struct {
	Key string `path:"id" maxLength:"255" doc:"An id, an e-mail address, a name, or an unambiguous part of a name"`
}

// NamedPath is the part of a path that names what has a name.
type NamedPath struct {
	Key string `path:"id" maxLength:"255" doc:"An id or a name"`
}

// engineerID finds the id for whatever a caller uses to name a person, or nothing
// for nothing. A whole id is taken as it is: that nobody has it is for the list to
// say, by being empty, while a name that is nobody's is likely to be misspelled.
func (s *server) engineerID(ctx context.Context, name string) (airra.EngineerID, error) {
	if id := wholeID(name); id != "" || name == "" {
		return airra.EngineerID(id), nil
	}
	engineer, err := s.opts.Backend.FindEngineer(ctx, name)
	if err != nil {
		return "", err
	}
	return engineer.ID, nil
}

// rotationID is engineerID for rotations.
func (s *server) rotationID(ctx context.Context, name string) (airra.RotationID, error) {
	if id := wholeID(name); id != "" || name == "" {
		return airra.RotationID(id), nil
	}
	rotation, err := s.opts.Backend.FindRotation(ctx, name)
	if err != nil {
		return "", err
	}
	return rotation.ID, nil
}

// wholeID gives a complete id in its one spelling, or nothing for anything else.
func wholeID(text string) string {
	if key, err := airra.ParseKey("", text); err == nil && key.Whole() {
		return key.Prefix
	}
	return ""
}
