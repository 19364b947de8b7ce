// Command load is the load program of the bench: it plays a plan against one server, or answers
// as the emptiest possible server so that its own limits can be seen.
//
//	load play < plan.json > result.json
//	load stub 127.0.0.1:5000
//
// It speaks HTTP/1.1 over plain connections instead of net/http: on a machine that the server
// shares, what the load program takes is missing from the result.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

func main() {
	// One thread is enough to drive a server on the same machine, and leaves the rest to it.
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(400)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 1 && args[0] == "play":
		var plan Plan
		if err := json.NewDecoder(os.Stdin).Decode(&plan); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
		result, err := play(plan)
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(result)
	case len(args) == 2 && args[0] == "stub":
		return stub(args[1])
	default:
		return fmt.Errorf("usage: load play < plan.json | load stub HOST:PORT")
	}
}
