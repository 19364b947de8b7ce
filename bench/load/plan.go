package main

// Plan is what a case asks for: one entry of Clients is one closed loop on one connection.
// Fields that are not named here are the case's own notes.
type Plan struct {
	Address string   `json:"address"`
	Seconds float64  `json:"seconds"`
	Timeout float64  `json:"timeout"` // seconds that a request may still take after the window
	Clients []Client `json:"clients"`
	Expect  Expect   `json:"expect"`
	Follow  *Follow  `json:"follow"`

	// Operations, unless 0, is how many each client does: a window that ends when they are done.
	Operations int `json:"operations"`
}

// Client repeats one request. Path and body are templates, see template.go. With a file, PUT sends
// it instead of the body, and the answer to GET must be it.
type Client struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Body   string `json:"body"`
	File   *File  `json:"file"`
}

// File says what bytes a client moves: those of its n-th operation follow from Seed+n.
type File struct {
	Size int64  `json:"size"`
	Seed uint64 `json:"seed"`
}

// Expect says what a right answer is, beside status 200.
type Expect struct {
	Equals   string   `json:"equals"`   // the whole body, white space aside
	Contains []string `json:"contains"` // templates
	Capture  string   `json:"capture"`  // a string field of the body, handed back in Result.Captured
	Count    string   `json:"count"`    // occurrences of this text, summed over the pages ...
	Total    int      `json:"total"`    // ... of an operation must be this
}

// Follow makes an operation of a chain of pages: while the answer holds Field, ask again with Query.
type Follow struct {
	Field string `json:"field"`
	Query string `json:"query"`
}

// Result is what is printed. Rates are those of right answers only.
type Result struct {
	Operations   int            `json:"operations"`
	Requests     int            `json:"requests"`
	Rate         float64        `json:"rate"` // operations a second
	Elapsed      float64        `json:"elapsed"`
	P50          float64        `json:"p50_ms"`
	P99          float64        `json:"p99_ms"`
	Max          float64        `json:"max_ms"`
	Errors       map[string]int `json:"errors"`
	FirstError   string         `json:"first_error"`
	Acknowledged []int          `json:"acknowledged"` // right answers of each client
	Sent         []int          `json:"sent"`         // operations begun by each client
	Captured     []string       `json:"captured"`
	CPU          float64        `json:"cpu_s"` // of the load program itself
}
