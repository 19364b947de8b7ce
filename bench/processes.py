"""Processes: how they are started and ended, and what /proc says they took."""

import ctypes
import glob
import os
import signal
import socket
import subprocess
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
PR_SET_PDEATHSIG = 1


def start(command, log, env=None, user=None, cwd=None, death_signal=signal.SIGTERM):
    """Starts a process in a session of its own, which ends when this process does."""
    prctl = ctypes.CDLL(None).prctl
    identity = {"user": user, "group": user, "extra_groups": []} if user else {}
    with open(log, "ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: prctl(PR_SET_PDEATHSIG, death_signal),
            **identity,
        )


def stop(process, with_signal=signal.SIGTERM, patience=20):
    """Asks the process to end, then ends what is left of the session that we made for it."""
    if process.poll() is None:
        process.send_signal(with_signal)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    # Its session bears its id; that id is not given away while a member is left.
    for pid, stat in _stats().items():
        if stat.session == process.pid:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    process.wait(patience)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def accepts(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


class _Stat:
    def __init__(self, text):
        fields = text[text.rindex(")") + 2 :].split()
        self.parent = int(fields[1])
        self.session = int(fields[3])
        self.own = (int(fields[11]) + int(fields[12])) / TICK
        self.reaped = (int(fields[13]) + int(fields[14])) / TICK


def _stats():
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as f:
                    found[int(name)] = _Stat(f.read())
            except (FileNotFoundError, ProcessLookupError):
                pass
    return found


def tree(root, stats=None):
    """The process and all its descendants."""
    stats = stats or _stats()
    members = [root] if root in stats else []
    for pid in members:
        members.extend(p for p, s in stats.items() if s.parent == pid)
    return members


def cpu_of_tree(root):
    """CPU seconds of a process tree, with those of children that have ended."""
    stats = _stats()
    return sum(stats[p].own + stats[p].reaped for p in tree(root, stats))


def cpu_of_compilers(root):
    """CPU seconds that the compiler threads of a Java process have taken; 0 for others."""
    seconds = 0.0
    for pid in tree(root):
        for path in glob.glob(f"/proc/{pid}/task/*/stat"):
            try:
                with open(path, encoding="utf-8", errors="replace") as f:
                    text = f.read()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if "(C1 Compiler" in text or "(C2 Compiler" in text:
                seconds += _Stat(text).own
    return seconds


def cpu_of_postgres(root, database):
    """CPU seconds of (the backends of that database, everything else of the cluster).

    Backends that have ended are in what the postmaster reaped: MLflow's pool ends many.
    """
    stats = _stats()
    backends, rest = stats[root].reaped, stats[root].own
    for pid in tree(root, stats)[1:]:
        seconds = stats[pid].own + stats[pid].reaped
        if database in _title(pid).split():
            backends += seconds
        else:
            rest += seconds
    return backends, rest


def _title(pid):
    try:
        with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as f:
            return f.read().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def memory_of_tree(root):
    """(RSS, PSS) in MiB, summed over the tree. RSS counts shared pages once per process."""
    rss = pss = 0
    for pid in tree(root):
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as f:
                for line in f:
                    if line.startswith("Rss:"):
                        rss += int(line.split()[1])
                    elif line.startswith("Pss:"):
                        pss += int(line.split()[1])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return rss / 1024, pss / 1024


class Peak:
    """The most memory that the processes of a tree had since they were looked at, in MiB of RSS.

    The kernel keeps it, where its mark may be set back; otherwise there are only samples. Pages of
    processes are summed, each by its own peak.
    """

    STEP = 0.05

    def __init__(self, root):
        self._pids = tree(root)
        self._marked = all(_forget_peak(pid) for pid in self._pids)
        self.before = self._sampled = sum(_status_mib(pid, "VmRSS") for pid in self._pids)
        self._ended = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()

    def _sample(self):
        while not self._ended.wait(self.STEP):
            self._sampled = max(self._sampled, sum(_status_mib(pid, "VmRSS") for pid in self._pids))

    def end(self):
        self._ended.set()
        self._sampler.join()
        marks = sum(_status_mib(pid, "VmHWM") for pid in self._pids) if self._marked else 0
        return max(self._sampled, marks)


def _forget_peak(pid):
    try:
        with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as f:
            f.write("5")
        return True
    except OSError:
        return False


def _status_mib(pid, field):
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as f:
            for line in f:
                if line.startswith(field + ":"):
                    return int(line.split()[1]) / 1024
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0.0


def cpu_of_machine():
    """Busy CPU seconds of the whole machine."""
    with open("/proc/stat", encoding="ascii") as f:
        user, nice, system, _idle, _wait, irq, soft, steal = map(int, f.readline().split()[1:9])
    return (user + nice + system + irq + soft + steal) / TICK


def wait_until(what, condition, seconds, process=None, pause=0.002):
    """Polls until the condition gives something true; a dead process or the end of time is an error."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"{what}: the process ended with {process.returncode}")
        time.sleep(pause)
    raise RuntimeError(f"{what}: not within {seconds} s")


def tail(log, lines=25):
    with open(log, encoding="utf-8", errors="replace") as f:
        return "".join(f.readlines()[-lines:])
