#!/usr/bin/env python3
"""A worker for Errand: Python's standard library alone. Give TYPES functions of your own."""

import json
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request

URL = os.environ.get("ERRAND_URL", "http://127.0.0.1:8211/api/v1").rstrip("/")
TOKEN = os.environ.get("ERRAND_TOKEN")  # an API key, where the service asks for one
WORKER_ID = os.environ.get("WORKER_ID") or "%s-%d" % (socket.gethostname(), os.getpid())
NAMESPACE = os.environ.get("WORKER_NAMESPACE", "default")
MAX = int(os.environ.get("WORKER_MAX", "4"))
LEASE = int(os.environ.get("WORKER_LEASE_SECONDS", "60"))
WAIT = int(os.environ.get("WORKER_WAIT_SECONDS", "20"))


class Permanent(Exception):
    """No other attempt would mend it."""


class Stopped(Exception):
    """The work is not wanted any more."""


class Unavailable(Exception):
    def __init__(self, seconds):
        super().__init__("the service is away")
        self.seconds = seconds


def conformance(task, job):
    """What worker-conformance asks for. The result is a JSON object."""
    config = task["config"]
    if config["action"] == "echo":
        return {"echo": config["value"]}
    if config["action"] == "sleep":
        job.sleep(config["seconds"])
        return {"slept": config["seconds"]}
    if config["action"] == "fail_for_good":
        raise Permanent(config["message"])
    raise RuntimeError(config["message"])


TYPES = {"conformance": conformance}

draining = threading.Event()


def send(path, body, timeout=30):
    """Answers with status and JSON; raises Unavailable if it makes sense to try again."""
    headers = {"Content-Type": "application/json"}
    if TOKEN:
        headers["Authorization"] = "Bearer " + TOKEN
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return response.status, json.loads(response.read() or b"null")
    except urllib.error.HTTPError as error:
        if error.code >= 500 or error.code == 429:
            raise Unavailable(float(error.headers.get("Retry-After") or 1)) from error
        return error.code, json.loads(error.read() or b"null")
    except (OSError, ValueError) as error:
        raise Unavailable(1) from error


class Job(threading.Thread):
    """An execution that this worker holds."""

    def __init__(self, item, ended):
        super().__init__()
        self.task, self.ended = item["task"], ended
        self.path = "/executions/" + item["execution"]["id"]
        self.token = item["lease_token"]
        self.stopped = threading.Event()  # not wanted any more, or not ours
        self.lost = False

    def run(self):
        work_is_over = threading.Event()
        heart = threading.Thread(target=self.beat, args=(work_is_over,))
        heart.start()
        try:
            verb, body = self.work()
        finally:
            work_is_over.set()
        heart.join()
        try:
            if not self.lost:
                self.tell("release" if self.stopped.is_set() else verb, body)
        finally:
            self.ended(self)

    def work(self):
        try:
            return "complete", {"result": TYPES[self.task["type"]](self.task, self)}
        except Stopped:
            return "release", {}
        except Exception as error:
            details = {"class": type(error).__name__, "message": str(error)}
            return "fail", {"error": details, "retryable": not isinstance(error, Permanent)}

    def sleep(self, seconds):
        """Long work looks now and then whether it is still wanted."""
        if self.stopped.wait(seconds):
            raise Stopped()

    def beat(self, over):
        while not over.wait(LEASE / 3):
            try:
                beat = {"lease_token": self.token, "lease_seconds": LEASE}
                status, pulse = send(self.path + "/heartbeat", beat, LEASE / 3)
            except Unavailable:
                continue
            if status in (404, 409):
                self.lost = True
            if status != 200 or pulse["cancel_requested"]:
                self.stopped.set()
                return

    def tell(self, verb, body):
        """Again and again until there is an answer: telling the same twice does no harm."""
        if verb == "release":
            body = {}
        while True:
            try:
                send(self.path + "/" + verb, dict(body, lease_token=self.token))
                return  # 200; or 409: the lease is lost, and there is nothing more to say
            except Unavailable as away:
                time.sleep(away.seconds)


def main():
    jobs = set()
    changed = threading.Condition()

    def ended(job):
        with changed:
            jobs.discard(job)
            changed.notify()

    def claim():
        while not draining.is_set():
            with changed:
                changed.wait_for(lambda: len(jobs) < MAX)
                free = MAX - len(jobs)
            body = {
                "worker_id": WORKER_ID,
                "namespaces": [NAMESPACE],
                "types": sorted(TYPES),
                "max": free,
                "lease_seconds": LEASE,
                "wait_seconds": WAIT,
            }
            try:
                status, answer = send("/queue/claim", body, WAIT + 30)
            except Unavailable as away:
                draining.wait(away.seconds)
                continue
            if status == 200:
                for item in answer["items"]:
                    job = Job(item, ended)
                    with changed:
                        jobs.add(job)
                    job.start()
            elif status != 204:
                raise SystemExit("The service refuses: %d %s" % (status, answer))

    claiming = threading.Thread(target=claim, daemon=True)
    claiming.start()
    while claiming.is_alive() and not draining.wait(0.5):
        pass
    # A claim that still waits may yet be answered; what it brings is finished, too.
    claiming.join(WAIT + 1)
    with changed:
        changed.wait_for(lambda: not jobs)


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *unused: draining.set())
    main()
