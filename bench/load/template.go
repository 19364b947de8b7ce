package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A template is text with holes:
//
//	${n}               how many operations this client has begun before (0, 1, ...)
//	${n*100+57}        a linear function of it
//	${n/100}           how many hundreds of it are full
//	${n%100+57}        over and over from 57 to 156
//	${fraction:n*10+3} a repeatable, random-looking decimal in [0, 1) with 16 digits
//	${now}             milliseconds since 1970
type template []segment

type segment struct {
	literal string
	kind    byte // 'l' literal, 'i' integer, 'f' fraction, 't' time
	times   uint64
	over    uint64
	modulus uint64 // 0: none
	plus    uint64
}

func parseTemplate(text string) (template, error) {
	var parts template
	for {
		open := strings.Index(text, "${")
		if open < 0 {
			return append(parts, segment{literal: text, kind: 'l'}), nil
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			return nil, fmt.Errorf("hole without end: %.40s", text[open:])
		}
		hole, err := parseHole(text[open+2 : open+end])
		if err != nil {
			return nil, err
		}
		parts = append(parts, segment{literal: text[:open], kind: 'l'}, hole)
		text = text[open+end+1:]
	}
}

func parseHole(hole string) (segment, error) {
	if hole == "now" {
		return segment{kind: 't'}, nil
	}
	kind := byte('i')
	linear := hole
	if rest, ok := strings.CutPrefix(hole, "fraction:"); ok {
		kind, linear = 'f', rest
	}
	times, over, plus, modulus := uint64(1), uint64(1), uint64(0), uint64(0)
	head, tail, hasPlus := strings.Cut(linear, "+")
	name, factor, hasFactor := strings.Cut(head, "*")
	name, divisor, hasDivisor := strings.Cut(name, "/")
	name, remainder, hasRemainder := strings.Cut(name, "%")
	var err error
	if hasPlus {
		plus, err = strconv.ParseUint(tail, 10, 32)
	}
	if hasFactor && err == nil {
		times, err = strconv.ParseUint(factor, 10, 32)
	}
	if hasDivisor && err == nil {
		over, err = strconv.ParseUint(divisor, 10, 32)
	}
	if hasRemainder && err == nil {
		modulus, err = strconv.ParseUint(remainder, 10, 32)
	}
	if name != "n" || over == 0 || (hasRemainder && modulus == 0) || err != nil {
		return segment{}, fmt.Errorf("hole not understood: ${%s}", hole)
	}
	return segment{kind: kind, times: times, over: over, plus: plus, modulus: modulus}, nil
}

func (t template) appendTo(to []byte, n int) []byte {
	for i := range t {
		s := &t[i]
		switch s.kind {
		case 'l':
			to = append(to, s.literal...)
		case 'i':
			to = strconv.AppendUint(to, s.value(n), 10)
		case 'f':
			to = appendFraction(to, s.value(n))
		case 't':
			to = strconv.AppendInt(to, time.Now().UnixMilli(), 10)
		}
	}
	return to
}

func (s *segment) value(n int) uint64 {
	x := uint64(n)
	if s.modulus != 0 {
		x %= s.modulus
	}
	return x/s.over*s.times + s.plus
}

// appendFraction must stay equal to fraction() in points.py, which checks what was stored.
func appendFraction(to []byte, x uint64) []byte {
	x *= 0x9E3779B97F4A7C15
	x ^= x >> 29
	x %= 10_000_000_000_000_000
	to = append(to, "0.0000000000000000"...)
	for i := len(to) - 1; x > 0; i-- {
		to[i] = byte('0' + x%10)
		x /= 10
	}
	return to
}
