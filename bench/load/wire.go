package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// connection is one HTTP/1.1 connection that is opened again after a failure.
type connection struct {
	address  string
	deadline time.Time
	socket   net.Conn
	reader   *bufio.Reader
	request  []byte
	body     []byte
	passing  []byte
	sink     func([]byte) error // takes the body of an answer of 200, unless nil
}

func (c *connection) open() error {
	socket, err := net.DialTimeout("tcp", c.address, 10*time.Second)
	if err != nil {
		return err
	}
	if err := socket.SetDeadline(c.deadline); err != nil {
		return err
	}
	c.socket = socket
	if c.reader == nil {
		c.reader = bufio.NewReaderSize(socket, 64<<10)
	}
	c.reader.Reset(socket)
	return nil
}

func (c *connection) close() {
	if c.socket != nil {
		c.socket.Close()
		c.socket = nil
	}
}

// ask sends one request and gives the status and the body, which holds until the next call.
func (c *connection) ask(method, path string, body []byte) (int, []byte, error) {
	if err := c.ensureOpen(); err != nil {
		return 0, nil, err
	}
	r := append(c.head(method, path, "application/json", int64(len(body))), body...)
	c.request = r
	if _, err := c.socket.Write(r); err != nil {
		c.close()
		return 0, nil, err
	}
	return c.answer()
}

func (c *connection) ensureOpen() error {
	if c.socket == nil {
		return c.open()
	}
	return nil
}

// head makes what comes before the body, in the buffer of requests.
func (c *connection) head(method, path, contentType string, length int64) []byte {
	r := append(c.request[:0], method...)
	r = append(r, ' ')
	r = append(r, path...)
	r = append(r, " HTTP/1.1\r\nHost: "...)
	r = append(r, c.address...)
	r = append(r, "\r\nUser-Agent: modelyard-bench\r\nAccept: */*\r\n"...)
	if method != "GET" {
		r = append(r, "Content-Type: "...)
		r = append(r, contentType...)
		r = append(r, "\r\nContent-Length: "...)
		r = strconv.AppendInt(r, length, 10)
		r = append(r, "\r\n"...)
	}
	return append(r, "\r\n"...)
}

func (c *connection) answer() (int, []byte, error) {
	status, body, keep, err := c.read()
	if err != nil || !keep {
		c.close()
	}
	return status, body, err
}

func (c *connection) read() (status int, body []byte, keep bool, err error) {
	line, err := c.reader.ReadSlice('\n')
	if err != nil {
		return 0, nil, false, err
	}
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, nil, false, fmt.Errorf("no HTTP/1.1 status line")
	}
	status, err = strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, nil, false, err
	}
	length, chunked, keep, err := c.readHead()
	if err != nil {
		return 0, nil, false, err
	}
	c.body = c.body[:0]
	take := c.readBody
	if c.sink != nil && status == 200 {
		take = c.passBody
	}
	switch {
	case chunked:
		err = c.readChunks(take)
	case length >= 0:
		err = take(length)
	default:
		err = errors.New("answer has neither a length nor chunks")
	}
	return status, c.body, keep, err
}

func (c *connection) readHead() (length int, chunked, keep bool, err error) {
	length, keep = -1, true
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return 0, false, false, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return length, chunked, keep, nil
		}
		colon := bytes.IndexByte(line, ':')
		if colon < 0 {
			return 0, false, false, errors.New("broken header")
		}
		value := bytes.TrimSpace(line[colon+1:])
		switch {
		case bytes.EqualFold(line[:colon], []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, false, false, err
			}
		case bytes.EqualFold(line[:colon], []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		case bytes.EqualFold(line[:colon], []byte("Connection")):
			keep = !bytes.EqualFold(value, []byte("close"))
		}
	}
}

// readBody reads length bytes to the end of the body.
func (c *connection) readBody(length int) error {
	at := len(c.body)
	if cap(c.body) < at+length {
		c.body = append(make([]byte, 0, 2*(at+length)), c.body[:at]...)
	}
	c.body = c.body[:at+length]
	_, err := io.ReadFull(c.reader, c.body[at:])
	return err
}

// passBody hands length bytes to the sink.
func (c *connection) passBody(length int) error {
	if c.passing == nil {
		c.passing = make([]byte, chunkBytes)
	}
	for length > 0 {
		count, err := c.reader.Read(c.passing[:min(length, chunkBytes)])
		if err != nil {
			return err
		}
		if err := c.sink(c.passing[:count]); err != nil {
			return err
		}
		length -= count
	}
	return nil
}

func (c *connection) readChunks(take func(int) error) error {
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 16, 31)
		if err != nil {
			return err
		}
		if err := take(int(size)); err != nil {
			return err
		}
		if _, err := c.reader.Discard(2); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}
