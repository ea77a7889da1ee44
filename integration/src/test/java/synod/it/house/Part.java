package synod.it.house;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;

/** A part of the project with the parts it may use: one line of the drawing in ARCHITECTURE.md each. */
@SuppressWarnings("ImmutableEnumChecker") // The lists and sets are made by List.of and Set.of.
public enum Part {
    /** The words that everything shares; reaches nothing. */
    KERNEL(List.of("synod.kernel"), Set.of()),
    /** Protocol cores. */
    CONSENSUS(List.of("synod.paxos", "synod.multipaxos", "synod.zab", "synod.commit"), Set.of("KERNEL")),
    /** State machines, which know no consensus. */
    COORDINATION(List.of("synod.tree", "synod.session", "synod.lock", "synod.registry"), Set.of("KERNEL")),
    /** Journal and snapshots over the disk port. */
    STORAGE(List.of("synod.journal", "synod.snapshot"), Set.of("KERNEL", "CONSENSUS", "COORDINATION")),
    /** Bytes and records. */
    WIRE(List.of("synod.wire"), Set.of("KERNEL", "CONSENSUS", "COORDINATION")),
    /** One whole deterministic node. */
    REPLICA(List.of("synod.replica"), Set.of("KERNEL", "CONSENSUS", "COORDINATION", "STORAGE", "WIRE")),
    /** Participants of atomic commitment with a store of their own. */
    TRANSACTIONS(List.of("synod.transactions"), Set.of("KERNEL", "CONSENSUS", "STORAGE")),
    /** Worlds from a seed, and the checkers. */
    SIMULATOR(
            List.of("synod.sim", "synod.check", "synod.lab"),
            Set.of("KERNEL", "CONSENSUS", "COORDINATION", "STORAGE", "WIRE", "REPLICA", "TRANSACTIONS")),
    /** Threads, sockets, disks and clocks. */
    SERVER(
            List.of("synod.security", "synod.runtime", "synod.gateway", "synod.admin", "synod.server"),
            Set.of("KERNEL", "CONSENSUS", "COORDINATION", "STORAGE", "WIRE", "REPLICA")),
    /** Our own client. */
    CLIENT(List.of("synod.client"), Set.of("KERNEL", "WIRE")),
    /** Measurements of the product. */
    BENCHMARKS(
            List.of("synod.bench"),
            Set.of("KERNEL", "CONSENSUS", "COORDINATION", "STORAGE", "WIRE", "REPLICA", "SERVER", "CLIENT")),
    /** The command line; the only main code that may use the simulator. */
    CLI(
            List.of("synod.cli"),
            Set.of(
                    "KERNEL",
                    "CONSENSUS",
                    "COORDINATION",
                    "STORAGE",
                    "WIRE",
                    "REPLICA",
                    "SIMULATOR",
                    "SERVER",
                    "CLIENT",
                    "TRANSACTIONS",
                    "BENCHMARKS"));

    private final List<String> packages;
    private final Set<String> uses;

    Part(List<String> packages, Set<String> uses) {
        this.packages = packages;
        this.uses = uses;
    }

    /** Whether this part must behave the same for the same inputs: everything below the server. */
    public boolean isDeterministic() {
        return compareTo(SIMULATOR) < 0;
    }

    /** Whether {@code name} is the name of a package of this part, or of one inside such a package. */
    public boolean holds(String name) {
        for (String root : packages) {
            if (name.equals(root) || name.startsWith(root + ".")) {
                return true;
            }
        }
        return false;
    }

    private boolean mayUse(String name) {
        for (Part other : values()) {
            if (other.holds(name)) {
                return other == this || uses.contains(other.name());
            }
        }
        return false;
    }

    /** The classes of this part. */
    public DescribedPredicate<JavaClass> classes() {
        return DescribedPredicate.describe("belong to " + this, type -> holds(type.getPackageName()));
    }

    /** The classes that the classes of this part may use: those of others, and ours where an arrow points. */
    public DescribedPredicate<JavaClass> reachable() {
        return DescribedPredicate.describe(
                "belong to " + this + " or to one of " + uses,
                type -> !isOurs(type.getPackageName()) || mayUse(type.getPackageName()));
    }

    /** Whether a package is one of this project's. */
    public static boolean isOurs(String name) {
        return name.equals("synod") || name.startsWith("synod.");
    }

    /** Whether a package is in the table at all. */
    public static boolean isKnown(String name) {
        for (Part part : values()) {
            if (part.holds(name)) {
                return true;
            }
        }
        return false;
    }
}
