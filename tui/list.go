package tui

import (
	tea "charm.land/bubbletea/v2"
)

// cursor walks through a list whose rows come and go. It stays on its row by the row's
// name, and only when that is gone does it stay on its line.
type cursor struct {
	id    string
	index int
	top   int // the first line that is shown
}

// settle finds the row again after the list has changed.
func (c *cursor) settle(count int, idOf func(n int) string) {
	if count == 0 {
		c.index, c.top = 0, 0
		return
	}
	if c.index >= count || idOf(c.index) != c.id {
		if at := find(count, c.id, idOf); at >= 0 {
			c.index = at
		}
	}
	c.index = min(max(c.index, 0), count-1)
	c.id = idOf(c.index)
}

func find(count int, id string, idOf func(n int) string) int {
	if id == "" {
		return -1
	}
	for n := range count {
		if idOf(n) == id {
			return n
		}
	}
	return -1
}

// window gives the rows that fit, with the cursor among them.
func (c *cursor) window(count, height int) (from, to int) {
	c.top = min(c.top, max(0, count-height))
	if c.index < c.top {
		c.top = c.index
	}
	if c.index >= c.top+height {
		c.top = c.index - height + 1
	}
	return c.top, min(count, c.top+height)
}

// move takes the keys that walk. It says whether the key was one of them.
func (c *cursor) move(k tea.KeyPressMsg, count, page int, idOf func(n int) string) bool {
	to := c.index
	switch k.String() {
	case "j", "down":
		to++
	case "k", "up":
		to--
	case "g", "home":
		to = 0
	case "G", "end":
		to = count - 1
	case "ctrl+d", "pgdown":
		to += page
	case "ctrl+u", "pgup":
		to -= page
	default:
		return false
	}
	if count > 0 {
		c.index = min(max(to, 0), count-1)
		c.id = idOf(c.index)
	}
	return true
}
