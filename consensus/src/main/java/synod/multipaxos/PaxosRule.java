package synod.multipaxos;

import synod.kernel.InvariantViolation;

/**
 * The rules of the log. Each is asserted where one replica can see it, and has a test named after it; {@code
 * synod.paxos.PaxosRule} has those of the single decree, which hold here for every slot.
 */
public enum PaxosRule {
    /** Promises are kept. */
    PROMISE_KEPT(
            "ML1",
            "An acceptor accepts under a ballot if and only if it promised none above it; its promise never falls.",
            "Paxos Made Simple 2.2, P1a"),
    /** Words after deeds. */
    DURABLE_FIRST(
            "ML2",
            "A promise or an acceptance leaves only after it is durable at its sender.",
            "Paxos Made Simple 2.5; Paxos Made Live 4.2"),
    /** Ballots belong to one proposer, once. */
    BALLOT_UNIQUE(
            "ML3",
            "Under one ballot at most one value is proposed for a slot, and only by the ballot's own node.",
            "Paxos Made Simple 2.2"),
    /** Rounds are durable before use. */
    BALLOT_NOT_REUSED(
            "ML4",
            "A proposer's ballot is above every ballot it promised, and promised by itself durably before others hear it.",
            "Paxos Made Simple 2.5"),
    /** P2c for every slot. */
    HIGHEST_WINS(
            "ML5",
            "A new leader proposes, in each slot a prepare quorum reported, the value of the highest ballot reported.",
            "Paxos Made Simple 2.2, P2c"),
    /** Holes are filled. */
    GAPS_FILLED(
            "ML6",
            "A slot below the highest reported one that nobody in the quorum accepted gets a no-op.",
            "Paxos Made Simple 3"),
    /** Only quorums choose. */
    QUORUM_CHOOSES(
            "ML7",
            "A leader takes a slot for chosen when an accept quorum accepted it under its ballot, each voter counted once.",
            "Paxos Made Simple 2.3"),
    /** Two phases meet. */
    QUORUMS_MEET("ML8", "Every prepare quorum meets every accept quorum.", "Flexible Paxos 3"),
    /** The log is a sequence. */
    IN_ORDER(
            "ML9",
            "Values are delivered in the order of their slots, without gaps, each once.",
            "Paxos Made Simple 3; The Part-Time Parliament 3.1"),
    /** Chosen is chosen. */
    CHOSEN_STAYS(
            "ML10",
            "What is known to be chosen in a slot is never replaced by another value.",
            "Paxos Made Simple 2.1, S2"),
    /** A watermark vouches for one ballot. */
    LEARNT_UNDER_BALLOT(
            "ML11",
            "By a leader's watermark a replica learns only what it accepted under that ballot or a higher one.",
            "Paxos Made Simple 2.3, S3"),
    /** No commands before the past is settled. */
    ESTABLISHED_FIRST(
            "ML12",
            "A leader takes commands and reads only when every inherited slot and its own first value are chosen.",
            "Paxos Made Live 5.2"),
    /** Pipelines end. */
    WINDOW_BOUNDED(
            "ML13",
            "A leader has at most a window of its own proposals that are not chosen.",
            "Paxos Made Simple 3, alpha"),
    /** Leases are kept. */
    LEASE_KEPT(
            "ML14",
            "Who answered a heartbeat promises no other leader's ballot for the time of a lease, nor for that time after a start.",
            "Paxos Made Live 5.2"),
    /** Leases end early at their user. */
    LEASE_FROM_SENDING(
            "ML15",
            "A leader counts its lease from when it sent the heartbeat an accept quorum answered, less the drift of clocks.",
            "Paxos Made Live 5.2"),
    /** A read is confirmed by what came after it. */
    READ_ROUND_AFTER(
            "ML16",
            "Without a lease a read waits for a quorum's answers to a heartbeat that was sent after the read arrived.",
            "Ongaro, Consensus: Bridging Theory and Practice, 6.4"),
    /** Handing over ends the lease first. */
    RELEASE_BEFORE_HANDOVER(
            "ML17",
            "A leader gives its lease up for good before it tells another to take over.",
            "Ongaro, Consensus: Bridging Theory and Practice, 3.10 and 6.4.1"),
    /** Observers observe. */
    VOTERS_VOTE(
            "ML18",
            "Only voters of the configuration promise, accept and lead.",
            "ZooKeeper Observers (ZOOKEEPER-368)"),
    /** No votes from the void. */
    FORGETFUL_ABSTAIN(
            "ML19",
            "A replica that is not formed, or forgot what it promised, casts no vote.",
            "Protocol-Aware Recovery 3; Recovering Shared Objects 4"),
    /** A new life voids the old one's votes. */
    OLD_LIVES_VOID(
            "ML20",
            "Votes of a generation lower than a voter of the same quorum knows are not counted.",
            "Michael, Ports, Sharma, Szekeres, Recovering Shared Objects Without Stable Storage (DISC 2017)"),
    /** Lost bytes are not a value. */
    DAMAGE_NEVER_SPREADS(
            "ML21",
            "A damaged value is reported in promises, and never proposed, told as chosen, or delivered.",
            "Protocol-Aware Recovery 3.3"),
    /** A value that may be chosen is not written over. */
    DAMAGE_BLOCKS(
            "ML22",
            "Where the highest accepted value is lost and an accept quorum may have had it, no other value is proposed.",
            "Protocol-Aware Recovery 3.3");

    private final String id;
    private final String sentence;
    private final String source;

    PaxosRule(String id, String sentence, String source) {
        this.id = id;
        this.sentence = sentence;
        this.source = source;
    }

    /** The stable name under which checkers and reports know the rule. */
    public String id() {
        return id;
    }

    /** The rule. */
    public String sentence() {
        return sentence;
    }

    /** Paper and section. */
    public String source() {
        return source;
    }

    /** The violation to throw where this rule does not hold. */
    InvariantViolation broken(String how) {
        return new InvariantViolation(id + " " + name() + " does not hold (" + sentence + ") " + how);
    }
}
