package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
)

func TestGivesTheSameBytesAgainAndOthersForTheNextFile(t *testing.T) {
	file := File{Size: 3*chunkBytes + 7, Seed: 40}
	if err := sent(t, file, 2, file, 2); err != nil {
		t.Error(err)
	}
	if err := sent(t, file, 2, file, 3); !errors.Is(err, errOtherBytes) {
		t.Errorf("the next file was taken for it: %v", err)
	}
	longer := File{Size: file.Size + 1, Seed: 40}
	if err := sent(t, file, 2, longer, 2); err == nil {
		t.Error("a missing byte was not seen")
	}
	if err := sent(t, longer, 2, file, 2); err == nil {
		t.Error("a byte too many was not seen")
	}
}

// sent puts one file to a server that gives it back when another is asked for.
func sent(t *testing.T, file File, n int, wanted File, m int) error {
	ours, theirs := net.Pipe()
	defer ours.Close()
	defer theirs.Close()
	body := make(chan []byte, 1)
	go func() {
		reader := bufio.NewReader(theirs)
		for line := ""; line != "\r\n"; {
			line, _ = reader.ReadString('\n')
		}
		bytes := make([]byte, file.Size)
		_, _ = io.ReadFull(reader, bytes)
		body <- bytes
		_, _ = theirs.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
	}()
	c := connection{address: "x", socket: ours, reader: bufio.NewReader(ours)}
	if status, _, err := c.put("/f", generate(file, n)); status != 200 || err != nil {
		t.Fatalf("put: %d %v", status, err)
	}
	answer := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" + "%s"
	bytes := <-body
	answer = strings.Replace(answer, "%s", string(bytes[:5]), 1) + "\r\n"
	for rest := bytes[5:]; ; {
		count := min(len(rest), 0x10000)
		answer += hex(count) + "\r\n" + string(rest[:count]) + "\r\n"
		if rest = rest[count:]; count == 0 {
			break
		}
	}
	c = connection{address: "x", socket: discard{ours}, reader: bufio.NewReader(strings.NewReader(answer))}
	_, _, err := c.get("/f", generate(wanted, m))
	return err
}

func hex(count int) string {
	const digits = "0123456789abcdef"
	text := ""
	for i := 28; i >= 0; i -= 4 {
		text += string(digits[count>>i&15])
	}
	return text
}

type discard struct{ net.Conn }

func (discard) Write(b []byte) (int, error) { return len(b), nil }
