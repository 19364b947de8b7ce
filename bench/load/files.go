package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
)

const chunkBytes = 256 << 10

var zeros = make([]byte, chunkBytes)

// generator gives the bytes of a file that lies nowhere: AES in counter mode over zeros, which
// the processor does at 5 GB/s, so that they can be given again and no compression helps.
type generator struct {
	stream cipher.Stream
	left   int64
	chunk  []byte
}

func generate(file File, n int) *generator {
	var key [16]byte
	binary.BigEndian.PutUint64(key[:], file.Seed+uint64(n))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // 16 bytes are a key
	}
	return &generator{stream: cipher.NewCTR(block, make([]byte, aes.BlockSize)), left: file.Size}
}

// fill gives the next bytes, as many as there are and have room.
func (g *generator) fill(to []byte) int {
	count := int(min(int64(min(len(to), chunkBytes)), g.left))
	g.stream.XORKeyStream(to[:count], zeros[:count])
	g.left -= int64(count)
	return count
}

var errOtherBytes = errors.New("other bytes than were put")

// same takes the next bytes of what should be the file.
func (g *generator) same(got []byte) error {
	if g.chunk == nil {
		g.chunk = make([]byte, chunkBytes)
	}
	for len(got) > 0 {
		count := g.fill(g.chunk[:min(len(got), chunkBytes)])
		if count == 0 || !bytes.Equal(got[:count], g.chunk[:count]) {
			return errOtherBytes
		}
		got = got[count:]
	}
	return nil
}

// put sends a file and gives the status and body of the answer.
func (c *connection) put(path string, g *generator) (int, []byte, error) {
	if err := c.ensureOpen(); err != nil {
		return 0, nil, err
	}
	r := c.head("PUT", path, "application/octet-stream", g.left)
	head := len(r)
	if cap(r) < head+chunkBytes {
		r = append(make([]byte, 0, head+chunkBytes), r...)
	}
	c.request = r
	r = r[:cap(r)]
	at := head
	for first := true; first || g.left > 0; first = false {
		count := g.fill(r[at : at+min(chunkBytes, len(r)-at)])
		if _, err := c.socket.Write(r[:at+count]); err != nil {
			c.close()
			return 0, nil, err
		}
		at = 0
	}
	return c.answer()
}

// get asks for a file and compares what comes as it comes. The body is that of other answers.
func (c *connection) get(path string, g *generator) (int, []byte, error) {
	if err := c.ensureOpen(); err != nil {
		return 0, nil, err
	}
	if _, err := c.socket.Write(c.head("GET", path, "", 0)); err != nil {
		c.close()
		return 0, nil, err
	}
	c.sink = g.same
	status, body, err := c.answer()
	c.sink = nil
	if err == nil && status == 200 && g.left > 0 {
		err = fmt.Errorf("%d bytes are missing", g.left)
	}
	return status, body, err
}

// transfer is one operation of a client that has a file.
func (l *looper) transfer(path string, n int) error {
	l.requests++
	move := l.conn.get
	if l.method == "PUT" {
		move = l.conn.put
	}
	status, body, err := move(path, generate(*l.file, n))
	switch {
	case errors.Is(err, errOtherBytes):
		return wrong{"bytes", err.Error()}
	case err != nil:
		return kindOf(err)
	case status != 200:
		return wrong{fmt.Sprintf("status %d", status), excerpt(body)}
	}
	return nil
}
