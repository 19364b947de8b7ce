"""What was measured on what: the head of a report."""

import datetime
import os
import platform
import re
import subprocess

import postgres


def about(options, root, pg, took):
    facts = machine(options, pg)
    if not options.theirs_only:
        facts.append(modelyard(options, root))
    if not options.ours_only:
        facts.append(f"MLflow {mlflow_version(options.mlflow_python)}, workers {options.mlflow_workers}, "
                     f"pool {options.mlflow_pool or 'as by default'}, "
                     f"job runner {'on' if options.mlflow_jobs else 'off'}")
    if any(hasattr(case, "portion") for case in options.cases):
        facts.append("Artifacts of both in " + (
            "an s3proxy of their own, over a folder" if options.store == "s3" else "a folder, on the same disk"))
    facts.append(f"{options.rounds} rounds of {options.seconds:g} s a server and case, interleaved; "
                 f"{took / 60:.1f} minutes in all")
    return "\n".join(f"- {fact}" for fact in facts)


def machine(options, pg):
    return [
        f"{os.cpu_count()} × {cpu_model()}, {memory_gib():.0f} GiB, {platform.system()} {platform.release()}, "
        f"{file_system(pg.data)}; load average before: {options.load_before:.1f}",
        f"PostgreSQL {pg.version()}, fsync and synchronous_commit on, "
        f"shared_buffers {postgres.SETTINGS['shared_buffers']}, jit off",
    ]


def modelyard(options, root):
    built = datetime.datetime.fromtimestamp(os.path.getmtime(options.jar))
    return (f"Modelyard: jar of {built:%Y-%m-%d %H:%M}, source at {revision(root)}, "
            f"Java {java_version(options.java)} {options.java_options}").rstrip()


def cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        found = re.search(r"model name\s*: (.*)", f.read())
    return found.group(1) if found else platform.machine()


def memory_gib():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def file_system(folder):
    """The kind of file system that the cluster lies on: on tmpfs a commit costs nothing."""
    best = ("", "unknown")
    with open("/proc/mounts", encoding="utf-8") as f:
        for line in f:
            _device, at, kind, *_rest = line.split()
            if (folder + "/").startswith(at.rstrip("/") + "/") and len(at) >= len(best[0]):
                best = (at, kind)
    return f"{best[1]}{' (commits cost nothing here!)' if best[1] == 'tmpfs' else ''}"


def revision(root):
    done = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() or "of unknown revision"


def java_version(java):
    done = subprocess.run([java, "-version"], capture_output=True, text=True)
    found = re.search(r'"(.*?)"', done.stderr)
    return found.group(1) if found else "unknown"


def mlflow_version(python):
    code = "from importlib.metadata import version; print(version('mlflow'))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip() or "unknown"
