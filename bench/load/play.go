package main

import (
	"bytes"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	maxErrors   = 100 // a client that has met so many gives up
	errorPause  = 10 * time.Millisecond
	maxPages    = 100_000
	defaultWait = 60.0
)

// looper is one client: it sends, waits for the answer, checks it, and sends again.
type looper struct {
	conn      connection
	method    string
	path      template
	body      template
	file      *File
	limit     int // operations, 0 for as many as the window holds
	contains  []template
	expect    Expect
	follow    *Follow
	latencies []time.Duration
	captured  []string
	sent      int
	requests  int
	busy      time.Duration // from the common start to the last answer
	errors    map[string]int
	failures  int
	first     string
	scratch   []byte
	bodyBytes []byte
}

func play(plan Plan) (Result, error) {
	loopers, err := prepare(plan)
	if err != nil {
		return Result{}, err
	}
	start := make(chan time.Time)
	done := make(chan bool)
	for _, l := range loopers {
		go func(l *looper) {
			begin := <-start
			l.loop(begin, begin.Add(time.Duration(plan.Seconds*float64(time.Second))))
			done <- true
		}(l)
	}
	before := cpu()
	begin := time.Now()
	for range loopers {
		start <- begin
	}
	for range loopers {
		<-done
	}
	elapsed := time.Since(begin)
	return summary(loopers, elapsed, cpu()-before), nil
}

// prepare opens all connections, so that none is opened within the window.
func prepare(plan Plan) ([]*looper, error) {
	wait := plan.Timeout
	if wait <= 0 {
		wait = defaultWait
	}
	deadline := time.Now().Add(time.Duration((plan.Seconds + wait) * float64(time.Second)))
	var contains []template
	for _, text := range plan.Expect.Contains {
		t, err := parseTemplate(text)
		if err != nil {
			return nil, err
		}
		contains = append(contains, t)
	}
	var loopers []*looper
	for _, client := range plan.Clients {
		path, err := parseTemplate(client.Path)
		if err != nil {
			return nil, err
		}
		body, err := parseTemplate(client.Body)
		if err != nil {
			return nil, err
		}
		l := &looper{
			conn:   connection{address: plan.Address, deadline: deadline},
			method: client.Method, path: path, body: body,
			file: client.File, limit: plan.Operations,
			contains: contains, expect: plan.Expect, follow: plan.Follow,
			errors: map[string]int{},
		}
		if err := l.conn.open(); err != nil {
			return nil, err
		}
		loopers = append(loopers, l)
	}
	return loopers, nil
}

func (l *looper) loop(begin, end time.Time) {
	for now := begin; now.Before(end) && l.failures < maxErrors && (l.limit == 0 || l.sent < l.limit); {
		n := l.sent
		l.sent++
		l.bodyBytes = l.body.appendTo(l.bodyBytes[:0], n)
		l.scratch = l.path.appendTo(l.scratch[:0], n)
		path := string(l.scratch)
		from := time.Now()
		err := l.operation(path, n)
		now = time.Now()
		if err != nil {
			l.failed(err)
			time.Sleep(errorPause)
			now = time.Now()
			continue
		}
		l.latencies = append(l.latencies, now.Sub(from))
		l.busy = now.Sub(begin)
	}
	l.conn.close()
}

// operation is one request, or all pages of one listing.
func (l *looper) operation(path string, n int) error {
	if l.file != nil {
		return l.transfer(path, n)
	}
	counted := 0
	ask := path
	for page := 0; page < maxPages; page++ {
		l.requests++
		status, body, err := l.conn.ask(l.method, ask, l.bodyBytes)
		if err != nil {
			return kindOf(err)
		}
		if status != 200 {
			return wrong{fmt.Sprintf("status %d", status), excerpt(body)}
		}
		if err := l.check(body, n); err != nil {
			return err
		}
		if l.expect.Count != "" {
			counted += bytes.Count(body, []byte(l.expect.Count))
		}
		token := ""
		if l.follow != nil {
			token = stringField(body, l.follow.Field)
		}
		if token == "" {
			break
		}
		ask = path + "&" + l.follow.Query + "=" + url.QueryEscape(token)
	}
	if l.expect.Total > 0 && counted != l.expect.Total {
		return wrong{"count", fmt.Sprintf("%d instead of %d", counted, l.expect.Total)}
	}
	return nil
}

func (l *looper) check(body []byte, n int) error {
	if l.expect.Equals != "" && !sameWithoutSpace(body, l.expect.Equals) {
		return wrong{"body", excerpt(body)}
	}
	for _, t := range l.contains {
		l.scratch = t.appendTo(l.scratch[:0], n)
		if !bytes.Contains(body, l.scratch) {
			return wrong{"body", excerpt(body)}
		}
	}
	if l.expect.Capture != "" {
		value := stringField(body, l.expect.Capture)
		if value == "" {
			return wrong{"body", excerpt(body)}
		}
		l.captured = append(l.captured, value)
	}
	return nil
}

func (l *looper) failed(err error) {
	kind, ok := err.(wrong)
	if !ok {
		kind = wrong{"other", err.Error()}
	}
	l.failures++
	l.errors[kind.kind]++
	if l.first == "" {
		l.first = kind.kind + ": " + kind.detail
	}
}

// wrong is an answer that is not the expected one, or none.
type wrong struct{ kind, detail string }

func (w wrong) Error() string { return w.kind + ": " + w.detail }

func kindOf(err error) error {
	if e, ok := err.(net.Error); ok && e.Timeout() || os.IsTimeout(err) {
		return wrong{"timeout", err.Error()}
	}
	return wrong{"connection", err.Error()}
}

func excerpt(body []byte) string {
	return strings.Join(strings.Fields(string(body[:min(len(body), 300)])), " ")
}

func sameWithoutSpace(body []byte, want string) bool {
	at := 0
	for _, b := range body {
		if b == ' ' || b == '\n' || b == '\r' || b == '\t' {
			continue
		}
		if at >= len(want) || want[at] != b {
			return false
		}
		at++
	}
	return at == len(want)
}

// stringField finds the last field of that name whose value is a string without escapes.
func stringField(body []byte, name string) string {
	at := bytes.LastIndex(body, []byte(`"`+name+`"`))
	if at < 0 {
		return ""
	}
	rest := bytes.TrimLeft(body[at+len(name)+2:], " \t\r\n:")
	if len(rest) == 0 || rest[0] != '"' {
		return ""
	}
	end := bytes.IndexByte(rest[1:], '"')
	if end < 0 {
		return ""
	}
	return string(rest[1 : 1+end])
}

func summary(loopers []*looper, elapsed time.Duration, cpu float64) Result {
	result := Result{Elapsed: elapsed.Seconds(), CPU: cpu, Errors: map[string]int{}, Captured: []string{}}
	var all []time.Duration
	for _, l := range loopers {
		all = append(all, l.latencies...)
		// Each loop by its own clock: no answer is cut off at the end of the window, none is censored.
		if l.busy > 0 {
			result.Rate += float64(len(l.latencies)) / l.busy.Seconds()
		}
		result.Requests += l.requests
		result.Acknowledged = append(result.Acknowledged, len(l.latencies))
		result.Sent = append(result.Sent, l.sent)
		result.Captured = append(result.Captured, l.captured...)
		for kind, count := range l.errors {
			result.Errors[kind] += count
		}
		if result.FirstError == "" {
			result.FirstError = l.first
		}
	}
	slices.Sort(all)
	result.Operations = len(all)
	if len(all) > 0 {
		result.P50 = milliseconds(all[(len(all)-1)*50/100])
		result.P99 = milliseconds(all[(len(all)-1)*99/100])
		result.Max = milliseconds(all[len(all)-1])
	}
	return result
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func cpu() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}
