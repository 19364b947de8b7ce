package main

import (
	"bufio"
	"strings"
	"testing"
)

func TestFillsHolesFromTheCountOfOperations(t *testing.T) {
	parsed, err := parseTemplate(`{"step": ${n*100+57}, "n": ${n}, "value": ${fraction:n*10+3}, "third": ${n/3}, "again": ${n%3+7}}`)
	if err != nil {
		t.Fatal(err)
	}
	// The fraction is fraction(43) of points.py.
	want := `{"step": 457, "n": 4, "value": 0.5391334204786372, "third": 1, "again": 8}`
	if got := string(parsed.appendTo(nil, 4)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRefusesHolesThatItDoesNotKnow(t *testing.T) {
	for _, text := range []string{"${m}", "${n*x}", "${n", "${n/0}", "${n%0}", "${n%x}", "${fraction:now}"} {
		if _, err := parseTemplate(text); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

func TestReadsAnswersWithLengthAndInChunks(t *testing.T) {
	answers := "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}" +
		"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
	c := connection{reader: bufio.NewReader(strings.NewReader(answers))}
	status, body, keep, err := c.read()
	if status != 200 || string(body) != "{}" || !keep || err != nil {
		t.Errorf("got %d %s %v %v", status, body, keep, err)
	}
	status, body, keep, err = c.read()
	if status != 503 || string(body) != "abcde" || keep || err != nil {
		t.Errorf("got %d %s %v %v", status, body, keep, err)
	}
}

func TestFindsTheFieldAndComparesWithoutSpace(t *testing.T) {
	body := []byte("{\n  \"run_uuid\": \"x\",\n  \"run_id\" : \"abc\"\n}")
	if got := stringField(body, "run_id"); got != "abc" {
		t.Errorf("got %q", got)
	}
	if got := stringField(body, "next_page_token"); got != "" {
		t.Errorf("got %q", got)
	}
	if !sameWithoutSpace([]byte("{ }\n"), "{}") || sameWithoutSpace([]byte("{}}"), "{}") || sameWithoutSpace([]byte("{"), "{}") {
		t.Error("compared wrongly")
	}
}
