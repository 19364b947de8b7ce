module modelyard.dev/bench/load

go 1.21
