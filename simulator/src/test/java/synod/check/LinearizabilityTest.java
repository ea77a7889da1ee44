package synod.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import synod.check.Answer.Done;
import synod.check.Answer.Reason;
import synod.check.Answer.Refused;
import synod.check.Operation.Create;
import synod.check.Operation.Delete;
import synod.check.Operation.Exists;
import synod.check.Operation.Get;
import synod.check.Operation.Multi;
import synod.check.Operation.SetData;

/** Small histories, right and wrong, and random ones against a store that does one thing at a time. */
final class LinearizabilityTest {
    private static final int ANY = Operation.ANY_VERSION;

    private final History history = new History();

    private static Done ok(int version) {
        return new Done(0, null, version, 0);
    }

    private static Done read(String data, int version) {
        return new Done(0, data, version, 0);
    }

    private static Refused no(Reason reason) {
        return new Refused(0, reason);
    }

    private void does(long session, Operation operation, Answer answer) {
        history.answer(history.ask(session, operation), answer);
    }

    private Verdict verdict() {
        return Linearizability.check(history, Linearizability.USUAL_STEPS);
    }

    @Test
    void nothingIsFine() {
        assertThat(verdict()).isEqualTo(new Verdict.Good());
    }

    @Test
    void oneAfterTheOther() {
        does(1, new Create("/a", "x"), ok(0));
        does(2, new Create("/a", "y"), no(Reason.NODE_EXISTS));
        does(1, new SetData("/a", "z", 0), ok(1));
        does(2, new SetData("/a", "z", 0), no(Reason.BAD_VERSION));
        does(2, new Get("/a"), read("z", 1));
        does(2, new Exists("/a"), ok(1));
        does(1, new Delete("/a", 1), ok(ANY));
        does(1, new Get("/a"), no(Reason.NO_NODE));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void aReadDuringAWriteMaySeeEither() {
        does(1, new Create("/a", "x"), ok(0));
        int write = history.ask(1, new SetData("/a", "y", ANY));
        int first = history.ask(2, new Get("/a"));
        history.answer(first, read("y", 1));
        history.answer(write, ok(1));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void findsAStaleRead() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", ANY), ok(1));
        does(2, new Get("/a"), read("x", 0));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsAReadThatGoesBackWhileAWriteIsOpen() {
        does(1, new Create("/a", "x"), ok(0));
        int write = history.ask(1, new SetData("/a", "y", ANY));
        does(2, new Get("/a"), read("y", 1));
        does(3, new Get("/a"), read("x", 0));
        history.answer(write, ok(1));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsALostWrite() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", ANY), ok(1));
        does(2, new SetData("/a", "z", ANY), ok(1));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsAWriteDoneTwice() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", ANY), ok(1));
        does(2, new Get("/a"), read("y", 2));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsAValueFromNowhere() {
        does(1, new Create("/a", "x"), ok(0));
        does(2, new Get("/a"), read("q", 0));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void findsARefusedWriteThatHappened() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", 7), no(Reason.BAD_VERSION));
        does(2, new Get("/a"), read("y", 1));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void anUnknownWriteMayHaveHappenedOrNot() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", ANY), new Answer.Unknown());
        does(2, new Get("/a"), read("x", 0));
        assertThat(verdict().isGood()).isTrue();
        does(2, new Get("/a"), read("y", 1));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void findsAnUnknownWriteThatHappenedTwice() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", ANY), new Answer.Unknown());
        does(2, new Get("/a"), read("y", 1));
        does(2, new SetData("/a", "z", ANY), ok(2));
        does(2, new Get("/a"), read("y", 3));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void anUnknownWriteMayStillHappenWhileItsSessionLives() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", ANY), new Answer.Unknown());
        int during = history.ask(2, new Get("/a"));
        history.sessionEnded(1);
        history.answer(during, read("y", 1));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void findsAnUnknownWriteThatHappensAfterItsSessionEnded() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new SetData("/a", "y", ANY), new Answer.Unknown());
        history.sessionEnded(1);
        does(2, new Get("/a"), read("x", 0));
        does(2, new Get("/a"), read("y", 1));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void aMultiIsOneStep() {
        does(1, new Multi(List.of(new Create("/a", "x"), new Create("/b", "x"))), Done.at(0));
        does(1, new Multi(List.of(new SetData("/a", "y", ANY), new Delete("/b", 4))), no(Reason.BAD_VERSION));
        does(2, new Get("/a"), read("x", 0));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void findsAMultiThatWasHalfDone() {
        does(1, new Create("/a", "x"), ok(0));
        does(1, new Create("/b", "x"), ok(0));
        int multi = history.ask(1, new Multi(List.of(new SetData("/a", "y", ANY), new SetData("/b", "y", ANY))));
        does(2, new Get("/a"), read("y", 1));
        does(2, new Get("/b"), read("x", 0));
        history.answer(multi, Done.at(0));
        assertThat(verdict()).isInstanceOf(Verdict.Broken.class);
    }

    @Test
    void whatNeverLeftIsNotPartOfIt() {
        does(1, new Create("/a", "x"), ok(0));
        history.withdraw(history.ask(1, new SetData("/a", "y", ANY)));
        does(2, new Get("/a"), read("x", 0));
        assertThat(verdict().isGood()).isTrue();
    }

    /** Running out of steps has a name of its own, and it is not "good". */
    @Test
    void saysWhenItCannotTell() {
        for (int i = 0; i < 20; i++) {
            history.ask(i, new SetData("/a", "v" + i, ANY));
        }
        does(99, new Create("/a", "x"), ok(0));
        does(99, new Get("/a"), read("v3", 7));
        Verdict verdict = Linearizability.check(history, 5);
        assertThat(verdict).isInstanceOf(Verdict.Undecided.class);
        assertThat(verdict.isGood()).isFalse();
        assertThat(verdict().isGood()).isTrue();
    }

    /** The canary: a store that is right passes, and passes no more when one of its answers is turned. */
    @Test
    void agreesWithAStoreThatDoesOneThingAtATime() {
        int turned = 0;
        for (int seed = 0; seed < 80; seed++) {
            Store store = new Store(seed);
            store.run(60);
            Verdict verdict = Linearizability.check(store.history, Linearizability.USUAL_STEPS);
            assertThat(verdict).as("seed %d", seed).isEqualTo(new Verdict.Good());
            Store wrong = new Store(seed);
            wrong.lieAt = 20 + seed % 30;
            wrong.run(60);
            if (wrong.lied) {
                turned++;
                assertThat(Linearizability.check(wrong.history, Linearizability.USUAL_STEPS))
                        .as("seed %d with a lie", seed)
                        .isInstanceOf(Verdict.Broken.class);
            }
        }
        assertThat(turned).isGreaterThan(30);
    }

    /** Clients whose questions and answers overlap, while each operation happens at one moment in between. */
    private static final class Store {
        private record Znode(String data, int version) {}

        private static final int CLIENTS = 6;
        private final SplittableRandom random;
        private final History history = new History();
        private final TreeMap<String, Znode> znodes = new TreeMap<>();
        private final int[] open = new int[CLIENTS];
        private final List<Operation> asked = new ArrayList<>();
        private final List<Answer> ready = new ArrayList<>();
        private int lieAt = -1;
        private int answers;
        private boolean lied;

        Store(long seed) {
            random = new SplittableRandom(seed);
            for (int client = 0; client < CLIENTS; client++) {
                open[client] = -1;
                asked.add(new Get("/0"));
                ready.add(new Answer.Unknown());
            }
        }

        /** For each client in turn: ask, or let it happen, or answer. */
        void run(int operations) {
            int done = 0;
            while (done < operations) {
                int client = random.nextInt(CLIENTS);
                if (open[client] < 0) {
                    asked.set(client, operation("v" + done));
                    ready.set(client, new Answer.Unknown());
                    open[client] = history.ask(client, asked.get(client));
                } else if (ready.get(client) instanceof Answer.Unknown) {
                    ready.set(client, happens(asked.get(client)));
                } else {
                    history.answer(open[client], answer(asked.get(client), ready.get(client)));
                    open[client] = -1;
                    done++;
                }
            }
        }

        private Operation operation(String data) {
            String key = "/" + random.nextInt(2);
            int version = random.nextBoolean() ? ANY : random.nextInt(4);
            return switch (random.nextInt(5)) {
                case 0 -> new Create(key, data);
                case 1 -> new Delete(key, version);
                case 2 -> new SetData(key, data, version);
                case 3 -> new Exists(key);
                default -> new Get(key);
            };
        }

        private Answer happens(Operation operation) {
            String key = operation.keys().get(0);
            Znode znode = znodes.get(key);
            if (operation instanceof Create create) {
                if (znode != null) {
                    return no(Reason.NODE_EXISTS);
                }
                znodes.put(key, new Znode(create.data(), 0));
                return ok(0);
            }
            if (znode == null) {
                return no(Reason.NO_NODE);
            }
            if (operation instanceof Delete delete) {
                if (delete.version() != ANY && delete.version() != znode.version) {
                    return no(Reason.BAD_VERSION);
                }
                znodes.remove(key);
                return ok(ANY);
            }
            if (operation instanceof SetData set) {
                if (set.version() != ANY && set.version() != znode.version) {
                    return no(Reason.BAD_VERSION);
                }
                znodes.put(key, new Znode(set.data(), znode.version + 1));
                return ok(znode.version + 1);
            }
            return operation instanceof Get ? read(znode.data, znode.version) : ok(znode.version);
        }

        /** What a read may never return: data that nobody wrote. */
        private Answer answer(Operation operation, Answer right) {
            if (answers++ >= lieAt && lieAt >= 0 && !lied && operation instanceof Get) {
                lied = true;
                return read("nobody wrote this", 0);
            }
            return right;
        }
    }
}
