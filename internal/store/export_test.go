package store

import "context"

// HoldAtMost bounds what is held of texts.
func (s *Store) HoldAtMost(bytes int) { s.texts.bound = bytes }

// Held says how many incidents' texts are held.
func (s *Store) Held() int64 {
	held, tooMuch := s.texts.state()
	if tooMuch {
		return 0
	}
	return held.incidents
}

// HoldNow reads all texts, as HoldTexts does when somebody searches.
func (s *Store) HoldNow(ctx context.Context) error {
	_, err := s.texts.catchUp(ctx, s.reader, 0)
	return err
}

// TextsBehind is how many texts a search reads itself.
const TextsBehind = textsBehind
