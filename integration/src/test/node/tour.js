// What a user of node-zookeeper-client does in its life. Arguments: the connect string, and a znode to work below.
//
// Says "done: NAME" for each part that went well, and asks the test that started it for the end of a server and the like
// by "please: ...", which is answered by "ok". Ends with code 1 when something is not as it should be.
'use strict';

const assert = require('assert');
const readline = require('readline');
const path = require('path');
const { promisify } = require('util');
const { createRequire } = require('module');

// The package lies in the folder that the process was started in, or in one above it.
const zookeeper = createRequire(path.join(process.cwd(), 'tour.js'))('node-zookeeper-client');

const PATIENCE_MILLIS = 60000;
const [servers, root] = process.argv.slice(2);
const { Exception, CreateMode, ACL, Id, Permission, Event, State } = zookeeper;

const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function done(step) {
    process.stdout.write(`done: ${step}\n`);
}

async function please(what) {
    process.stdout.write(`please: ${what}\n`);
    assert.strictEqual((await answers.next()).value, 'ok');
}

// A queue of what comes by itself.
class Inbox {
    constructor() {
        this.values = [];
        this.waiting = [];
        this.put = value => {
            if (this.waiting.length > 0) {
                this.waiting.shift()(value);
            } else {
                this.values.push(value);
            }
        };
    }

    take(what) {
        if (this.values.length > 0) {
            return Promise.resolve(this.values.shift());
        }
        return new Promise((resolve, reject) => {
            const late = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), PATIENCE_MILLIS);
            this.waiting.push(value => {
                clearTimeout(late);
                resolve(value);
            });
        });
    }

    async expect(type, where) {
        const event = await this.take(`${type} at ${where}`);
        assert.deepStrictEqual([event.getType(), event.getPath()], [type, where]);
    }
}

// A connected client whose requests are promises.
async function connect() {
    const client = zookeeper.createClient(servers, { sessionTimeout: 6000, spinDelay: 50 });
    const states = new Inbox();
    client.on('state', states.put);
    client.connect();
    const all = { client, states };
    ['create', 'remove', 'exists', 'getChildren', 'getData', 'setData', 'getACL', 'setACL', 'mkdirp', 'removeRecursive'].forEach(
        name => {
            all[name] = (...given) =>
                new Promise((resolve, reject) =>
                    client[name](...given, (error, first, second) => {
                        if (error) {
                            reject(error);
                        } else {
                            resolve(second === undefined ? first : [first, second]);
                        }
                    })
                );
        }
    );
    await until(all, State.SYNC_CONNECTED);
    return all;
}

async function until(all, state) {
    for (;;) {
        const next = await all.states.take(state);
        if (next === state) {
            return;
        }
    }
}

async function refused(code, request) {
    await assert.rejects(request, error => {
        assert.ok(error instanceof Exception, error);
        assert.strictEqual(error.getCode(), code);
        return true;
    });
}

function port(all) {
    return all.client.connectionManager.socket.remotePort;
}

// What is read from now on shows what was done before: a write of one's own comes behind all of that in the log.
let catching = 0;
async function catchUp(all) {
    catching += 1;
    await all.create(`${root}/caught-${catching}`);
}

async function nodes(all) {
    const where = `${root}/node`;
    assert.strictEqual(await all.create(where, Buffer.from('a')), where);
    await refused(Exception.NODE_EXISTS, all.create(where));
    await refused(Exception.NO_NODE, all.create(`${root}/none/child`));
    const [data, stat] = await all.getData(where);
    assert.strictEqual(data.toString(), 'a');
    assert.strictEqual(stat.version, 0);
    assert.deepStrictEqual(stat.czxid, stat.mzxid);
    assert.strictEqual((await all.setData(where, Buffer.from('bc'), 0)).version, 1);
    await refused(Exception.BAD_VERSION, all.setData(where, Buffer.from('d'), 0));
    await all.mkdirp(`${root}/deep/x/y`);
    await all.mkdirp(`${where}/x`);
    const [children] = await all.getChildren(where);
    assert.deepStrictEqual(children, ['x']);
    await refused(Exception.NOT_EMPTY, all.remove(where));
    await refused(Exception.BAD_VERSION, all.remove(`${where}/x`, 7));
    // One level only: this client's walk does not go deeper.
    await all.removeRecursive(where);
    assert.strictEqual(await all.exists(where), null);
    await refused(Exception.NO_NODE, all.getData(where));
    done('nodes');
}

async function sequence(all) {
    await all.create(`${root}/sequence`);
    for (let i = 0; i < 3; i += 1) {
        const made = await all.create(`${root}/sequence/n-`, CreateMode.PERSISTENT_SEQUENTIAL);
        assert.strictEqual(made, `${root}/sequence/n-000000000${i}`);
    }
    const made = await all.create(`${root}/sequence/e-`, CreateMode.EPHEMERAL_SEQUENTIAL);
    assert.strictEqual(made, `${root}/sequence/e-0000000003`);
    done('sequence');
}

async function ephemerals(all) {
    const other = await connect();
    const where = `${root}/mine`;
    const watch = new Inbox();
    await other.create(where, CreateMode.EPHEMERAL);
    await refused(Exception.NO_CHILDREN_FOR_EPHEMERALS, all.create(`${where}/child`));
    const stat = await all.exists(where, watch.put);
    assert.deepStrictEqual(stat.ephemeralOwner, other.client.getSessionId());
    other.client.close();
    await watch.expect(Event.NODE_DELETED, where);
    assert.strictEqual(await all.exists(where), null);
    done('ephemerals');
}

async function watches(all) {
    const other = await connect();
    const where = `${root}/watched`;
    const [existence, data, children] = [new Inbox(), new Inbox(), new Inbox()];
    assert.strictEqual(await all.exists(where, existence.put), null);
    await other.create(where);
    await existence.expect(Event.NODE_CREATED, where);
    await all.getData(where, data.put);
    await all.getChildren(where, children.put);
    await other.setData(where, Buffer.from('1'));
    await data.expect(Event.NODE_DATA_CHANGED, where);
    await other.setData(where, Buffer.from('2'));
    await other.create(`${where}/child`);
    await children.expect(Event.NODE_CHILDREN_CHANGED, where);
    await other.remove(`${where}/child`);
    await catchUp(all);
    await all.getData(where, data.put);
    await all.getChildren(where, children.put);
    await other.remove(where);
    await data.expect(Event.NODE_DELETED, where);
    await children.expect(Event.NODE_DELETED, where);
    assert.deepStrictEqual([existence.values, data.values, children.values], [[], [], []]);
    other.client.close();
    done('watches');
}

async function multi(all) {
    const where = `${root}/multi`;
    const results = await promisify(callback =>
        all.client
            .transaction()
            .create(where, Buffer.from('0'))
            .setData(where, Buffer.from('1'), 0)
            .check(where, 1)
            .create(`${where}/child`)
            .commit(callback)
    )();
    assert.strictEqual(results.length, 4);
    assert.strictEqual(results[0].path, where);
    await refused(
        Exception.BAD_VERSION,
        promisify(callback =>
            all.client.transaction().setData(where, Buffer.from('2'), 1).check(where, 1).remove(where).commit(callback)
        )()
    );
    assert.strictEqual((await all.getData(where))[0].toString(), '1');
    done('multi');
}

async function callbacks(all) {
    const where = `${root}/callbacks`;
    await all.create(where);
    const versions = [];
    await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
            all.setData(where, Buffer.from(`v${i}`), i).then(stat => versions.push(stat.version))
        )
    );
    assert.deepStrictEqual(
        versions,
        Array.from({ length: 100 }, (_, i) => i + 1)
    );
    done('callbacks');
}

async function permissions(all) {
    const owner = await connect();
    const where = `${root}/secret`;
    owner.client.addAuthInfo('digest', Buffer.from('alice:wonder'));
    await owner.create(where, Buffer.from('s'), [new ACL(Permission.ALL, new Id('auth', ''))]);
    const [acls] = await owner.getACL(where);
    assert.deepStrictEqual([acls.length, acls[0].id.scheme, acls[0].id.id.split(':')[0]], [1, 'digest', 'alice']);
    await catchUp(all);
    await refused(Exception.NO_AUTH, all.getData(where));
    await refused(Exception.NO_AUTH, all.setData(where, Buffer.from('t')));
    all.client.addAuthInfo('digest', Buffer.from('alice:wonder'));
    assert.strictEqual((await all.getData(where))[0].toString(), 's');
    await all.setACL(where, [new ACL(Permission.READ, new Id('world', 'anyone'))]);
    await refused(Exception.NO_AUTH, owner.setData(where, Buffer.from('t')));
    owner.client.close();
    done('permissions');
}

// The server it talks to is killed; session, ephemerals and watches go on at another.
async function reconnect(all) {
    const session = all.client.getSessionId();
    const before = port(all);
    const watch = new Inbox();
    await all.create(`${root}/still`, CreateMode.EPHEMERAL);
    await all.create(`${root}/noticed`);
    await all.exists(`${root}/noticed`, watch.put);
    await please(`stop ${before}`);
    await until(all, State.DISCONNECTED);
    await until(all, State.SYNC_CONNECTED);
    assert.deepStrictEqual(all.client.getSessionId(), session);
    assert.notStrictEqual(port(all), before);
    assert.deepStrictEqual((await all.exists(`${root}/still`)).ephemeralOwner, session);
    const other = await connect();
    await other.setData(`${root}/noticed`, Buffer.from('1'));
    other.client.close();
    await watch.expect(Event.NODE_DATA_CHANGED, `${root}/noticed`);
    await please('start');
    done('reconnect');
}

// The process stands still for longer than its session may be silent.
async function expiry(all) {
    await all.create(`${root}/lost`, CreateMode.EPHEMERAL);
    await please(`freeze ${root}/lost`);
    await until(all, State.EXPIRED);
    const again = await connect();
    await catchUp(again);
    assert.strictEqual(await again.exists(`${root}/lost`), null);
    again.client.close();
    done('expiry');
}

async function main() {
    const all = await connect();
    await nodes(all);
    await sequence(all);
    await ephemerals(all);
    await watches(all);
    await multi(all);
    await callbacks(all);
    await permissions(all);
    await reconnect(all);
    await expiry(all);
}

main().then(
    () => process.exit(0),
    error => {
        console.error(error);
        process.exit(1);
    }
);
