"""What a running polymasqd says of itself, over its control socket."""
import http.client
import json
import socket


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("gateway", timeout=10)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def ask(folder, noun, verb):
    """The answer to `polymasq NOUN VERB` of the gateway whose socket is in this folder."""
    connection = _UnixConnection(folder / "control.sock")
    try:
        connection.request("GET", f"/v1/{noun}/{verb}")
        return json.load(connection.getresponse())
    finally:
        connection.close()


def cache(folder):
    """The cache as a whole: entries, bytesUsed, bytesMax, evictions, …"""
    shards = ask(folder, "cache", "stats")["shards"]
    return {key: sum(shard[key] for shard in shards) for key in shards[0]}
