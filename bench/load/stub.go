package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strconv"
)

var (
	stubAnswer    = []byte("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
	contentLength = []byte("Content-Length: ")
)

// stub answers {} to everything at once: the most that this machine's loopback and the load
// program can do together.
func stub(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	for {
		socket, err := listener.Accept()
		if err != nil {
			return err
		}
		go answer(socket)
	}
}

func answer(socket net.Conn) {
	defer socket.Close()
	reader := bufio.NewReaderSize(socket, 64<<10)
	length := 0
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return
		}
		if value, ok := bytes.CutPrefix(line, contentLength); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return
			}
		}
		if len(line) > 2 {
			continue
		}
		if _, err := io.CopyN(io.Discard, reader, int64(length)); err != nil {
			return
		}
		length = 0
		if _, err := socket.Write(stubAnswer); err != nil {
			return
		}
	}
}
