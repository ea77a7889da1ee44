/*
 * What a user of the C client does in its life. Arguments: the connect string, and a znode to work below.
 *
 * Says "done: NAME" for each part that went well, and asks the test that started it for the end of a server and the like
 * by "please: ...", which is answered by "ok". Ends with code 1 when something is not as it should be.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zookeeper/zookeeper.h>

enum { PATIENCE_SECONDS = 60, TIMEOUT_MILLIS = 6000, MANY = 64 };

struct event {
    int type;
    int state;
    char path[256];
};

/* Events in the order in which they came, from whatever thread. */
struct inbox {
    pthread_mutex_t lock;
    pthread_cond_t more;
    int first;
    int count;
    struct event events[MANY];
};

static const char *servers;
static const char *root;

static void fail(const char *what, int line) {
    fprintf(stderr, "line %d: %s\n", line, what);
    exit(1);
}

#define CHECK(condition) ((condition) ? (void)0 : fail(#condition, __LINE__))
#define IS(expected, found) is(#found, expected, found, __LINE__)

static void is(const char *what, long long expected, long long found, int line) {
    if (expected != found) {
        fprintf(stderr, "line %d: %s is %lld (%s), not %lld\n", line, what, found, zerror((int)found), expected);
        exit(1);
    }
}

static void done(const char *step) {
    printf("done: %s\n", step);
    fflush(stdout);
}

static void please(const char *what) {
    char answer[16];
    printf("please: %s\n", what);
    fflush(stdout);
    CHECK(fgets(answer, sizeof answer, stdin) != NULL);
    CHECK(strcmp(answer, "ok\n") == 0);
}

static char *below(const char *name) {
    static char paths[MANY][256];
    static int next;
    char *path = paths[next++ % MANY];
    snprintf(path, sizeof paths[0], "%s/%s", root, name);
    return path;
}

static struct inbox *inbox(void) {
    struct inbox *made = calloc(1, sizeof *made);
    CHECK(made != NULL);
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->more, NULL);
    return made;
}

static void put(struct inbox *to, int type, int state, const char *path) {
    pthread_mutex_lock(&to->lock);
    CHECK(to->count < MANY);
    struct event *event = &to->events[(to->first + to->count++) % MANY];
    event->type = type;
    event->state = state;
    snprintf(event->path, sizeof event->path, "%s", path == NULL ? "" : path);
    pthread_cond_broadcast(&to->more);
    pthread_mutex_unlock(&to->lock);
}

static struct event take(struct inbox *from) {
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += PATIENCE_SECONDS;
    pthread_mutex_lock(&from->lock);
    while (from->count == 0) {
        IS(0, pthread_cond_timedwait(&from->more, &from->lock, &end));
    }
    struct event event = from->events[from->first];
    from->first = (from->first + 1) % MANY;
    from->count--;
    pthread_mutex_unlock(&from->lock);
    return event;
}

/* The watcher of znodes: its context is an inbox. */
static void told(zhandle_t *client, int type, int state, const char *path, void *context) {
    (void)client;
    if (type != ZOO_SESSION_EVENT) {
        put(context, type, state, path);
    }
}

/* The watcher of the connection, whose inbox is the context of the client. */
static void connection(zhandle_t *client, int type, int state, const char *path, void *context) {
    (void)context;
    if (type == ZOO_SESSION_EVENT) {
        put((struct inbox *)zoo_get_context(client), type, state, path);
    }
}

static void expect(struct inbox *from, int type, const char *path) {
    struct event event = take(from);
    IS(type, event.type);
    CHECK(strcmp(path, event.path) == 0);
}

static void await_state(zhandle_t *client, int state) {
    while (take((struct inbox *)zoo_get_context(client)).state != state) {
    }
}

static zhandle_t *connect_to(const char *hosts) {
    zhandle_t *client = zookeeper_init(hosts, connection, TIMEOUT_MILLIS, NULL, inbox(), 0);
    CHECK(client != NULL);
    await_state(client, ZOO_CONNECTED_STATE);
    return client;
}

static int server_port(zhandle_t *client) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    CHECK(zookeeper_get_connected_host(client, (struct sockaddr *)&address, &size) != NULL);
    CHECK(address.ss_family == AF_INET);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static void synced(int code, const char *value, const void *context) {
    (void)value;
    put((struct inbox *)context, code, 0, NULL);
}

/* What is read from now on shows all that was done before, by whomever. */
static void catch_up(zhandle_t *client) {
    struct inbox *answer = inbox();
    IS(ZOK, zoo_async(client, "/", synced, answer));
    IS(ZOK, take(answer).type);
    free(answer);
}

static int make(zhandle_t *client, const char *path, const char *data, int flags) {
    return zoo_create(client, path, data, (int)strlen(data), &ZOO_OPEN_ACL_UNSAFE, flags, NULL, 0);
}

static void nodes(zhandle_t *client) {
    const char *path = below("node");
    char buffer[64];
    int length = sizeof buffer;
    struct Stat stat;
    IS(ZOK, make(client, path, "a", 0));
    IS(ZNODEEXISTS, make(client, path, "a", 0));
    IS(ZNONODE, make(client, below("none/child"), "", 0));
    IS(ZOK, zoo_get(client, path, 0, buffer, &length, &stat));
    IS(1, length);
    CHECK(buffer[0] == 'a');
    IS(0, stat.version);
    CHECK(stat.czxid == stat.mzxid);
    IS(ZOK, zoo_set2(client, path, "bc", 2, 0, &stat));
    IS(1, stat.version);
    IS(2, stat.dataLength);
    IS(ZBADVERSION, zoo_set(client, path, "d", 1, 0));
    IS(ZOK, make(client, below("node/x"), "", 0));
    IS(ZOK, make(client, below("node/y"), "", 0));
    struct String_vector children;
    IS(ZOK, zoo_get_children2(client, path, 0, &children, &stat));
    IS(2, children.count);
    IS(2, stat.numChildren);
    deallocate_String_vector(&children);
    IS(ZNOTEMPTY, zoo_delete(client, path, -1));
    IS(ZOK, zoo_delete(client, below("node/x"), -1));
    IS(ZBADVERSION, zoo_delete(client, below("node/y"), 7));
    IS(ZOK, zoo_delete(client, below("node/y"), 0));
    IS(ZOK, zoo_delete(client, path, 1));
    IS(ZNONODE, zoo_exists(client, path, 0, &stat));
    IS(ZNONODE, zoo_get(client, path, 0, buffer, &length, &stat));
    done("nodes");
}

static void sequence(zhandle_t *client) {
    char made[256];
    IS(ZOK, make(client, below("sequence"), "", 0));
    for (int i = 0; i < 3; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "sequence/n-%010d", i);
        IS(ZOK,
           zoo_create(
               client, below("sequence/n-"), "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_SEQUENCE, made, (int)sizeof made));
        CHECK(strcmp(below(expected), made) == 0);
    }
    IS(ZOK,
       zoo_create(
           client,
           below("sequence/e-"),
           "",
           0,
           &ZOO_OPEN_ACL_UNSAFE,
           ZOO_SEQUENCE | ZOO_EPHEMERAL,
           made,
           (int)sizeof made));
    CHECK(strcmp(below("sequence/e-0000000003"), made) == 0);
    done("sequence");
}

static void ephemerals(zhandle_t *client) {
    zhandle_t *other = connect_to(servers);
    struct inbox *watch = inbox();
    struct Stat stat;
    IS(ZOK, make(other, below("mine"), "", ZOO_EPHEMERAL));
    IS(ZNOCHILDRENFOREPHEMERALS, make(client, below("mine/child"), "", 0));
    catch_up(client);
    IS(ZOK, zoo_wexists(client, below("mine"), told, watch, &stat));
    CHECK(stat.ephemeralOwner == zoo_client_id(other)->client_id);
    IS(ZOK, zookeeper_close(other));
    expect(watch, ZOO_DELETED_EVENT, below("mine"));
    IS(ZNONODE, zoo_exists(client, below("mine"), 0, &stat));
    done("ephemerals");
}

static void watches(zhandle_t *client) {
    zhandle_t *other = connect_to(servers);
    struct inbox *existence = inbox();
    struct inbox *data = inbox();
    struct inbox *names = inbox();
    const char *path = below("watched");
    char buffer[64];
    int length = sizeof buffer;
    struct Stat stat;
    struct String_vector children;
    IS(ZNONODE, zoo_wexists(client, path, told, existence, &stat));
    IS(ZOK, make(other, path, "", 0));
    expect(existence, ZOO_CREATED_EVENT, path);
    IS(ZOK, zoo_wget(client, path, told, data, buffer, &length, &stat));
    IS(ZOK, zoo_wget_children(client, path, told, names, &children));
    deallocate_String_vector(&children);
    IS(ZOK, zoo_set(other, path, "1", 1, -1));
    expect(data, ZOO_CHANGED_EVENT, path);
    IS(ZOK, zoo_set(other, path, "2", 1, -1));
    IS(ZOK, make(other, below("watched/child"), "", 0));
    expect(names, ZOO_CHILD_EVENT, path);
    IS(ZOK, zoo_delete(other, below("watched/child"), -1));
    catch_up(client);
    length = sizeof buffer;
    IS(ZOK, zoo_wget(client, path, told, data, buffer, &length, &stat));
    CHECK(length == 1 && buffer[0] == '2');
    IS(ZOK, zoo_wget_children(client, path, told, names, &children));
    deallocate_String_vector(&children);
    IS(ZOK, zoo_delete(other, path, -1));
    expect(data, ZOO_DELETED_EVENT, path);
    expect(names, ZOO_DELETED_EVENT, path);
    IS(0, existence->count + data->count + names->count);
    IS(ZOK, zookeeper_close(other));
    done("watches");
}

static void multi(zhandle_t *client) {
    const char *path = below("multi");
    char made[256];
    struct Stat stat;
    zoo_op_t all[4];
    zoo_op_result_t results[4];
    zoo_create_op_init(&all[0], path, "0", 1, &ZOO_OPEN_ACL_UNSAFE, 0, made, (int)sizeof made);
    zoo_set_op_init(&all[1], path, "1", 1, 0, &stat);
    zoo_check_op_init(&all[2], path, 1);
    zoo_create_op_init(&all[3], below("multi/child"), "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, NULL, 0);
    IS(ZOK, zoo_multi(client, 4, all, results));
    for (int i = 0; i < 4; i++) {
        IS(ZOK, results[i].err);
    }
    CHECK(strcmp(path, made) == 0);
    IS(1, stat.version);
    zoo_set_op_init(&all[0], path, "2", 1, 1, NULL);
    zoo_check_op_init(&all[1], path, 1);
    zoo_delete_op_init(&all[2], below("multi/child"), -1);
    IS(ZBADVERSION, zoo_multi(client, 3, all, results));
    IS(ZOK, results[0].err);
    IS(ZBADVERSION, results[1].err);
    IS(ZRUNTIMEINCONSISTENCY, results[2].err);
    IS(ZOK, zoo_exists(client, path, 0, &stat));
    IS(1, stat.version);
    IS(1, stat.numChildren);
    done("multi");
}

static void set_done(int code, const struct Stat *stat, const void *context) {
    put((struct inbox *)context, code, code == ZOK ? stat->version : 0, NULL);
}

static void callbacks(zhandle_t *client) {
    const char *path = below("callbacks");
    struct inbox *answers = inbox();
    IS(ZOK, make(client, path, "", 0));
    for (int i = 0; i < MANY; i++) {
        IS(ZOK, zoo_aset(client, path, "v", 1, i, set_done, answers));
    }
    for (int i = 0; i < MANY; i++) {
        struct event answer = take(answers);
        IS(ZOK, answer.type);
        IS(i + 1, answer.state);
    }
    done("callbacks");
}

static void authenticated(int code, const void *context) {
    put((struct inbox *)context, code, 0, NULL);
}

static void permissions(zhandle_t *client) {
    zhandle_t *owner = connect_to(servers);
    struct inbox *answer = inbox();
    const char *path = below("secret");
    char buffer[64];
    int length = sizeof buffer;
    struct Stat stat;
    struct ACL_vector found;
    IS(ZOK, zoo_add_auth(owner, "digest", "alice:wonder", 12, authenticated, answer));
    IS(ZOK, take(answer).type);
    IS(ZOK, zoo_create(owner, path, "s", 1, &ZOO_CREATOR_ALL_ACL, 0, NULL, 0));
    IS(ZOK, zoo_get_acl(owner, path, &found, &stat));
    IS(1, found.count);
    CHECK(strcmp("digest", found.data[0].id.scheme) == 0);
    CHECK(strncmp("alice:", found.data[0].id.id, 6) == 0);
    deallocate_ACL_vector(&found);
    catch_up(client);
    IS(ZNOAUTH, zoo_get(client, path, 0, buffer, &length, &stat));
    IS(ZNOAUTH, zoo_set(client, path, "t", 1, -1));
    IS(ZOK, zoo_add_auth(client, "digest", "alice:wonder", 12, authenticated, answer));
    IS(ZOK, take(answer).type);
    length = sizeof buffer;
    IS(ZOK, zoo_get(client, path, 0, buffer, &length, &stat));
    CHECK(length == 1 && buffer[0] == 's');
    IS(ZOK, zoo_set_acl(client, path, 0, &ZOO_READ_ACL_UNSAFE));
    IS(ZNOAUTH, zoo_set(owner, path, "t", 1, -1));
    IS(ZOK, zookeeper_close(owner));
    done("permissions");
}

/* The server it talks to is killed; session, ephemerals and watches go on at another. */
static void reconnect(zhandle_t *client) {
    struct inbox *watch = inbox();
    struct Stat stat;
    int64_t session = zoo_client_id(client)->client_id;
    int before = server_port(client);
    char request[32];
    IS(ZOK, make(client, below("still"), "", ZOO_EPHEMERAL));
    IS(ZOK, make(client, below("noticed"), "", 0));
    IS(ZOK, zoo_wexists(client, below("noticed"), told, watch, &stat));
    snprintf(request, sizeof request, "stop %d", before);
    please(request);
    await_state(client, ZOO_CONNECTING_STATE);
    await_state(client, ZOO_CONNECTED_STATE);
    CHECK(session == zoo_client_id(client)->client_id);
    CHECK(before != server_port(client));
    IS(ZOK, zoo_exists(client, below("still"), 0, &stat));
    CHECK(stat.ephemeralOwner == session);
    zhandle_t *other = connect_to(servers);
    IS(ZOK, zoo_set(other, below("noticed"), "1", 1, -1));
    IS(ZOK, zookeeper_close(other));
    expect(watch, ZOO_CHANGED_EVENT, below("noticed"));
    please("start");
    done("reconnect");
}

/* The process stands still for longer than its session may be silent. */
static void expiry(zhandle_t *client) {
    struct Stat stat;
    char request[300];
    IS(ZOK, make(client, below("lost"), "", ZOO_EPHEMERAL));
    snprintf(request, sizeof request, "freeze %s", below("lost"));
    please(request);
    await_state(client, ZOO_EXPIRED_SESSION_STATE);
    CHECK(is_unrecoverable(client) == ZINVALIDSTATE);
    zookeeper_close(client);
    zhandle_t *again = connect_to(servers);
    catch_up(again);
    IS(ZNONODE, zoo_exists(again, below("lost"), 0, &stat));
    IS(ZOK, zookeeper_close(again));
    done("expiry");
}

int main(int count, char **arguments) {
    if (count != 3) {
        return 2;
    }
    servers = arguments[1];
    root = arguments[2];
    zoo_set_debug_level(ZOO_LOG_LEVEL_WARN);
    zhandle_t *client = connect_to(servers);
    nodes(client);
    sequence(client);
    ephemerals(client);
    watches(client);
    multi(client);
    callbacks(client);
    permissions(client);
    reconnect(client);
    expiry(client);
    return 0;
}
