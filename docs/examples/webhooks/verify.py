"""Verifies a delivery: the headers stand in the environment, the body comes on standard input."""
import base64, hashlib, hmac, os, sys, time


def is_genuine(secret, message_id, timestamp, signatures, body):
    if abs(time.time() - int(timestamp)) > 300:
        return False  # Old: perhaps one that somebody has recorded.
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(wanted, each) for each in signatures.split(" "))


names = ["WEBHOOK_SECRET", "WEBHOOK_ID", "WEBHOOK_TIMESTAMP", "WEBHOOK_SIGNATURE"]
if not is_genuine(*(os.environ[name] for name in names), sys.stdin.buffer.read()):
    sys.exit("Python: not genuine")
print("Python: genuine")
