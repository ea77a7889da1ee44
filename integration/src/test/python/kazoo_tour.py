"""What kazoo and its recipes do in their life. Arguments: the connect string, and a znode to work below.

Says "done: NAME" for each part that went well, and asks the test that started it for the end of a server and the like by
"please: ...", which is answered by "ok". Ends with an exception when something is not as it should be.
"""

import datetime
import logging
import sys
import threading
import time

from kazoo.client import KazooClient, KazooState
from kazoo.exceptions import (
    BadVersionError,
    NoAuthError,
    NodeExistsError,
    NoNodeError,
    NotEmptyError,
    RolledBackError,
    RuntimeInconsistency,
)
from kazoo.recipe.cache import TreeCache
from kazoo.recipe.lease import NonBlockingLease
from kazoo.recipe.watchers import ChildrenWatch, DataWatch
from kazoo.security import make_acl, make_digest_acl

PATIENCE = 60
SERVERS, ROOT = sys.argv[1:3]

logging.basicConfig(stream=sys.stderr, level=logging.INFO)


def done(step):
    print("done: " + step, flush=True)


def please(what):
    print("please: " + what, flush=True)
    answer = sys.stdin.readline().strip()
    assert answer == "ok", answer


def check(what, expected, found):
    assert expected == found, "%s: expected %r, found %r" % (what, expected, found)


def refused(kind, request, *arguments, **options):
    try:
        request(*arguments, **options)
    except kind:
        return
    raise AssertionError("not refused with " + kind.__name__)


class Seen:
    """Values that come from other threads, and a wait until one of them has come."""

    def __init__(self):
        self.values = []
        self.changed = threading.Condition()

    def __call__(self, value):
        with self.changed:
            self.values.append(value)
            self.changed.notify_all()

    def wait(self, what, condition):
        with self.changed:
            assert self.changed.wait_for(lambda: condition(self.values), PATIENCE), "%s: %r" % (what, self.values)


def together(clients, work):
    """Runs the same work with every client at once, and fails when one of them does."""
    failures = []

    def run(client):
        try:
            work(client)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(client,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
        assert not thread.is_alive(), "does not end"
    if failures:
        raise failures[0]


def connect(hosts=SERVERS, **options):
    client = KazooClient(hosts=hosts, timeout=6.0, **options)
    client.start(timeout=PATIENCE)
    return client


def server_port(client):
    return client._connection._socket.getpeername()[1]


def nodes(client):
    path = ROOT + "/node"
    check("created", path, client.create(path, b"a"))
    refused(NodeExistsError, client.create, path)
    refused(NoNodeError, client.create, ROOT + "/none/child")
    data, stat = client.get(path)
    check("data", (b"a", 0), (data, stat.version))
    check("version", 1, client.set(path, b"bc", version=0).version)
    refused(BadVersionError, client.set, path, b"d", version=0)
    client.ensure_path(path + "/x/y")
    check("children", ["x"], client.get_children(path))
    refused(NotEmptyError, client.delete, path)
    client.delete(path, recursive=True)
    check("gone", None, client.exists(path))
    made, stat = client.create(ROOT + "/with", b"abc", include_data=True)
    check("length", 3, stat.dataLength)
    names = [client.create(ROOT + "/q-", sequence=True, ephemeral=True) for _ in range(3)]
    check("in order", sorted(set(names)), names)
    done("nodes")


def transactions(client):
    path = ROOT + "/transaction"
    transaction = client.transaction()
    transaction.create(path, b"0")
    transaction.set_data(path, b"1", version=0)
    transaction.check(path, version=1)
    results = transaction.commit()
    check("results", [path, 1, True], [results[0], results[1].version, results[2]])
    transaction = client.transaction()
    transaction.set_data(path, b"2")
    transaction.check(path, version=1)
    transaction.delete(path)
    check(
        "results",
        [RolledBackError, BadVersionError, RuntimeInconsistency],
        [type(result) for result in transaction.commit()],
    )
    check("nothing was done", b"1", client.get(path)[0])
    done("transactions")


def permissions(client):
    path = ROOT + "/secret"
    owner = connect(auth_data=[("digest", "alice:wonder")])
    owner.create(path, b"s", acl=[make_digest_acl("alice", "wonder", all=True)])
    client.sync(path)
    refused(NoAuthError, client.get, path)
    refused(NoAuthError, client.set, path, b"t")
    client.add_auth("digest", "alice:wonder")
    check("data", b"s", client.get(path)[0])
    owner.set_acls(path, [make_acl("world", "anyone", read=True)])
    refused(NoAuthError, client.set, path, b"t")
    owner.stop()
    owner.close()
    done("permissions")


def watchers(client, other):
    path = ROOT + "/watched"
    data, children = Seen(), Seen()

    @DataWatch(client, path)
    def on_data(value, stat, event):
        data((value, event.type if event else None))

    check("the first call", [(None, None)], data.values)
    other.create(path, b"0")
    data.wait("created", lambda seen: seen[-1] == (b"0", "CREATED"))

    @ChildrenWatch(client, path)
    def on_children(names):
        children(sorted(names))

    for i in range(5):
        other.set(path, b"%d" % (i + 1))
        other.create("%s/%d" % (path, i))
        data.wait("changed", lambda seen: seen[-1] == (b"%d" % (i + 1), "CHANGED"))
        children.wait("a child", lambda seen: seen[-1] == [str(n) for n in range(i + 1)])
    other.delete(path, recursive=True)
    data.wait("deleted", lambda seen: seen[-1] == (None, "DELETED"))
    done("watchers")


def locks(clients):
    inside, overlaps, order = [], [], []

    def work(client):
        lock = client.Lock(ROOT + "/lock", "worker")
        for _ in range(5):
            with lock:
                inside.append(client)
                if len(inside) != 1:
                    overlaps.append(len(inside))
                order.append(client)
                inside.pop()

    together(clients, work)
    check("overlaps", [], overlaps)
    check("turns", 5 * len(clients), len(order))
    holder, waiter = clients[0].Lock(ROOT + "/held", "holder"), clients[1].Lock(ROOT + "/held", "waiter")
    assert holder.acquire()
    check("not at once", False, waiter.acquire(blocking=False))
    check("contenders", ["holder"], waiter.contenders())
    holder.release()
    assert waiter.acquire(timeout=PATIENCE)
    waiter.release()
    done("locks")


def read_write_locks(clients):
    readers = [client.ReadLock(ROOT + "/rw") for client in clients]
    for reader in readers:
        assert reader.acquire(timeout=PATIENCE)
    writer = clients[0].WriteLock(ROOT + "/rw")
    check("readers are inside", False, writer.acquire(blocking=False))
    for reader in readers:
        reader.release()
    assert writer.acquire(timeout=PATIENCE)
    check("a writer is inside", False, clients[1].ReadLock(ROOT + "/rw").acquire(blocking=False))
    writer.release()
    done("read-write locks")


def semaphores(clients):
    guard, inside, most = threading.Lock(), [], []

    def work(client):
        semaphore = client.Semaphore(ROOT + "/semaphore", max_leases=2)
        for _ in range(4):
            with semaphore:
                with guard:
                    inside.append(client)
                    most.append(len(inside))
                with guard:
                    inside.remove(client)

    together(clients, work)
    check("turns", 4 * len(clients), len(most))
    assert max(most) <= 2, most
    done("semaphores")


def elections(clients):
    leaders, running = [], []

    def work(client):
        def lead():
            running.append(client)
            assert len(running) == 1, running
            leaders.append(client)
            running.pop()

        client.Election(ROOT + "/election", "candidate").run(lead)

    together(clients, work)
    check("everybody was leader once", len(clients), len(set(map(id, leaders))))
    done("elections")


def counters(clients):
    def work(client):
        counter = client.Counter(ROOT + "/counter")
        for _ in range(10):
            counter += 2
        counter -= 5

    together(clients, work)
    clients[0].sync(ROOT + "/counter")
    check("sum", 15 * len(clients), clients[0].Counter(ROOT + "/counter").value)
    done("counters")


def barriers(clients):
    barrier = clients[0].Barrier(ROOT + "/barrier")
    barrier.create()
    clients[1].sync(ROOT)
    check("held", False, clients[1].Barrier(ROOT + "/barrier").wait(timeout=0.2))
    passed = Seen()
    threading.Thread(
        target=lambda: passed(clients[1].Barrier(ROOT + "/barrier").wait(timeout=PATIENCE)), daemon=True
    ).start()
    check("removed", True, barrier.remove())
    passed.wait("passed", lambda seen: seen == [True])
    entered, left = [], []

    def work(client):
        double = client.DoubleBarrier(ROOT + "/double", len(clients))
        entered.append(client)
        double.enter()
        check("all have come", len(clients), len(entered))
        left.append(client)
        double.leave()
        check("all go", len(clients), len(left))

    together(clients, work)
    done("barriers")


def queues(clients):
    queue = clients[0].Queue(ROOT + "/queue")
    for i in range(10):
        queue.put(b"%d" % i, priority=100 - i)
    clients[1].sync(ROOT + "/queue")
    other = clients[1].Queue(ROOT + "/queue")
    check("by priority", [b"%d" % i for i in reversed(range(10))], [other.get() for _ in range(10)])
    check("empty", None, other.get())
    taken, guard = [], threading.Lock()
    clients[0].LockingQueue(ROOT + "/locking").put_all([b"%d" % i for i in range(12)])

    def work(client):
        locking = client.LockingQueue(ROOT + "/locking")
        for _ in range(12 // len(clients)):
            value = locking.get(timeout=PATIENCE)
            assert locking.consume()
            with guard:
                taken.append(value)

    together(clients, work)
    check("each once", sorted(b"%d" % i for i in range(12)), sorted(taken))
    done("queues")


def parties(clients):
    joined = [client.Party(ROOT + "/party", "guest %d" % i) for i, client in enumerate(clients)]
    for party in joined:
        party.join()
    clients[0].sync(ROOT + "/party")
    check("guests", sorted("guest %d" % i for i in range(len(clients))), sorted(joined[0]))
    joined[1].leave()
    clients[0].sync(ROOT + "/party")
    check("one has left", len(clients) - 1, len(joined[0]))
    done("parties")


def partitions(clients):
    parts = tuple(range(7))
    partitioners = [
        client.SetPartitioner(ROOT + "/partition", set=parts, time_boundary=1, identifier="member %d" % i)
        for i, client in enumerate(clients)
    ]
    # Who has acquired parts may have to give them back when the next one comes: it ends when all agree.
    end = time.monotonic() + PATIENCE
    while sorted(part for each in partitioners if each.acquired for part in each) != list(parts):
        assert time.monotonic() < end, [each.state for each in partitioners]
        for each in partitioners:
            assert not each.failed
            if each.release:
                each.release_set()
            elif not each.acquired:
                each.wait_for_acquire(1)
    for each in partitioners:
        assert len(list(each)) >= 2, list(each)
    for each in partitioners:
        each.finish()
    done("partitions")


def leases(clients):
    hour = datetime.timedelta(hours=1)
    check("first", True, bool(clients[0].NonBlockingLease(ROOT + "/lease", hour, "first")))
    check("second", False, bool(clients[1].NonBlockingLease(ROOT + "/lease", hour, "second")))
    check("again", True, bool(NonBlockingLease(clients[0], ROOT + "/lease", hour, "first")))
    done("leases")


def caches(client, other):
    path = ROOT + "/cache"
    other.create(path, b"")
    client.sync(path)
    seen = Seen()
    cache = TreeCache(client, path)
    cache.listen(lambda event: seen(event))
    cache.start()
    for i in range(10):
        other.create("%s/%d/leaf" % (path, i), b"%d" % i, makepath=True)
    other.delete(path + "/0", recursive=True)

    def complete(_):
        names = cache.get_children(path, default=frozenset())
        leaves = [cache.get_data("%s/%d/leaf" % (path, i)) for i in range(10)]
        return sorted(names) == [str(i) for i in range(1, 10)] and [leaf and leaf.data for leaf in leaves] == [None] + [
            b"%d" % i for i in range(1, 10)
        ]

    seen.wait("the cache is complete", complete)
    cache.close()
    done("caches")


def reconnect(client, other):
    path = ROOT + "/noticed"
    states = Seen()
    client.add_listener(states)
    session, before = client.client_id[0], server_port(client)
    client.create(ROOT + "/still", ephemeral=True)
    client.create(path, b"0")
    data = Seen()
    DataWatch(client, path, lambda value, stat: data(value))
    please("stop %d" % before)
    states.wait("connected again", lambda seen: KazooState.SUSPENDED in seen and seen[-1] == KazooState.CONNECTED)
    check("the same session", session, client.client_id[0])
    assert server_port(client) != before
    check("owner", session, client.retry(client.exists, ROOT + "/still").ephemeralOwner)
    other.retry(other.set, path, b"1")
    data.wait("noticed", lambda seen: seen[-1] == b"1")
    please("start")
    done("reconnect")


def expiry(client):
    states = Seen()
    client.add_listener(states)
    client.create(ROOT + "/lost", ephemeral=True)
    session = client.client_id[0]
    please("freeze " + ROOT + "/lost")
    states.wait("lost and found", lambda seen: KazooState.LOST in seen and seen[-1] == KazooState.CONNECTED)
    assert client.client_id[0] != session
    check("gone", None, client.retry(client.exists, ROOT + "/lost"))
    done("expiry")


def main():
    client, other = connect(), connect()
    single = [connect(server) for server in SERVERS.split(",")]
    nodes(client)
    transactions(client)
    permissions(client)
    watchers(client, other)
    locks(single)
    read_write_locks(single)
    semaphores(single)
    elections(single)
    counters(single)
    barriers(single)
    queues(single)
    parties(single)
    partitions(single)
    leases(single)
    caches(client, other)
    for each in single:
        each.stop()
        each.close()
    reconnect(client, other)
    other.stop()
    expiry(client)
    client.stop()


main()
