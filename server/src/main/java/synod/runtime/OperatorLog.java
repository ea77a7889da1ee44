package synod.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.kernel.NodeId;
import synod.kernel.Note;
import synod.multipaxos.ConsensusNote;
import synod.replica.ReplicaNote;
import synod.tree.SoftLimit;

/** Turns the notes of a node into lines for an operator. What is everyday life stays silent. */
final class OperatorLog {
    private static final Logger log = LoggerFactory.getLogger("synod");
    private static final long SELDOM_NANOS = 10_000_000_000L;

    private final NodeId self;
    private final boolean isAlone;
    private final Seldom seldom = new Seldom(SELDOM_NANOS);

    OperatorLog(NodeId self, boolean isAlone) {
        this.self = self;
        this.isAlone = isAlone;
    }

    void tell(Note note, long now) {
        if (note instanceof ConsensusNote fact) {
            tellConsensus(fact, now);
        } else if (note instanceof ReplicaNote fact) {
            tellReplica(fact, now);
        }
    }

    private void tellConsensus(ConsensusNote note, long now) {
        if (note instanceof ConsensusNote.ReadReady) {
            return;
        }
        if (note instanceof ConsensusNote.Ignored ignored) {
            if (ignored.reason() == ConsensusNote.IgnoreReason.OTHER_CONFIGURATION
                    && seldom.allows("founding", now) >= 0) {
                log.warn(
                        "no ensemble is formed: this server and the first voter do not begin with the same. Either their"
                                + " files list other voters, or one was prepared with bin/synod seed from another file, or not"
                                + " at all");
            }
            return;
        }
        if (note instanceof ConsensusNote.Elected elected) {
            if (!isAlone) {
                log.info("elected: this server leads under ballot {}", elected.ballot());
            }
        } else if (note instanceof ConsensusNote.SteppedDown steppedDown) {
            log.info("this server leads no more: {}", reason(steppedDown.reason()));
        } else if (note instanceof ConsensusNote.LeaderChanged changed) {
            NodeId leader = changed.leader();
            if (leader != null && !leader.equals(self)) {
                log.info("following server {} under ballot {}", leader.value(), changed.ballot());
            }
        } else if (note instanceof ConsensusNote.QuorumLost) {
            log.warn("lost the quorum: nothing can be written until enough servers reach each other");
        } else if (note instanceof ConsensusNote.QuorumRegained) {
            log.info("regained the quorum");
        } else if (note instanceof ConsensusNote.EnsembleFormed formed) {
            log.info("belongs to ensemble {}", Long.toHexString(formed.ensembleId()));
        } else if (note instanceof ConsensusNote.Campaigning campaigning) {
            log.debug("asks for promises under ballot {}", campaigning.ballot());
        } else {
            tellTrouble(note, now);
        }
    }

    private void tellTrouble(ConsensusNote note, long now) {
        if (note instanceof ConsensusNote.Recovering) {
            if (seldom.allows("recovering", now) >= 0) {
                log.warn("this server's disk lost what it had promised: it does not vote until the others have told it"
                        + " enough");
            }
        } else if (note instanceof ConsensusNote.Recovered recovered) {
            log.info("votes again, having learnt everything up to slot {}", recovered.floor());
        } else if (note instanceof ConsensusNote.SeedMisplaced) {
            log.warn(
                    "this server was prepared with bin/synod seed, but its ensemble exists already: the seed is dropped,"
                            + " and everything is learnt from the others");
        } else if (note instanceof ConsensusNote.MemoryLost) {
            log.error("this server's disk lost what it had promised, and no set of others can make that good. Restore"
                    + " the data folder, or let the rest of the ensemble be repaired first");
        } else if (note instanceof ConsensusNote.ValueLost lost) {
            log.error(
                    "slot {} may have been chosen under ballot {}, and no copy of its value is left on any server that"
                            + " answered. The ensemble does not go on without it: bring back the disk of a server that"
                            + " has it",
                    lost.slot(),
                    lost.ballot());
        } else if (note instanceof ConsensusNote.SlotRepaired repaired) {
            log.info("slot {}, damaged on this disk, has its value back", repaired.slot());
        } else if (note instanceof ConsensusNote.TransferFailed) {
            log.info("leadership could not be handed over");
        } else if (note instanceof ConsensusNote.ConfigurationRefused refused) {
            log.error(
                    "a change of the membership was chosen at slot {} that this release cannot follow", refused.slot());
        } else if (note instanceof ConsensusNote.NeedsSnapshot needed) {
            log.info(
                    "far behind: an image of the state is fetched from server {}",
                    needed.from().value());
        }
    }

    private static String reason(ConsensusNote.StepDownReason reason) {
        return switch (reason) {
            case PREEMPTED -> "another server leads";
            case QUORUM_LOST -> "too few servers answer";
            case TRANSFERRED -> "it handed over";
            case DISK_STALLED -> "its own disk stands still";
        };
    }

    private void tellReplica(ReplicaNote note, long now) {
        if (note instanceof ReplicaNote.Restored restored) {
            log.info(
                    "restored {} znodes and {} sessions at zxid 0x{}, from an image of slot {} and the journal",
                    restored.znodes(),
                    restored.sessions(),
                    Long.toHexString(restored.zxid()),
                    restored.snapshotSlot());
        } else if (note instanceof ReplicaNote.Serving serving) {
            if (!isAlone) {
                log.info("serving clients; server {} leads", serving.leader().value());
            }
        } else if (note instanceof ReplicaNote.NotServing notServing) {
            log.warn("not serving clients: no leader has been in reach for {} ms", notServing.nanos() / 1_000_000);
        } else if (note instanceof ReplicaNote.ReadOnly readOnly) {
            log.warn(
                    "serving those clients who only read: no leader has been in reach for {} ms",
                    readOnly.nanos() / 1_000_000);
        } else if (note instanceof ReplicaNote.SnapshotSaved saved) {
            log.info("snapshot taken of slot {}", saved.slot());
        } else if (note instanceof ReplicaNote.SnapshotFetched fetched) {
            log.info(
                    "fetched an image of slot {} ({} bytes) from server {}",
                    fetched.slot(),
                    fetched.length(),
                    fetched.from().value());
        } else if (note instanceof ReplicaNote.Diverged diverged) {
            log.error(
                    "THE STATE OF THIS SERVER IS WRONG: at slot {} its digest is {}, that of a majority {} (told by server"
                            + " {}). It stops serving and starts over from the others",
                    diverged.slot(),
                    Long.toHexString(diverged.digest()),
                    Long.toHexString(diverged.majorityDigest()),
                    diverged.from().value());
        } else if (note instanceof ReplicaNote.DigestsDiffer differ) {
            log.error(
                    "the states of this server and of server {} differ at slot {} ({} and {}), and there is no majority"
                            + " to say who is right",
                    differ.peer().value(),
                    differ.slot(),
                    Long.toHexString(differ.mine()),
                    Long.toHexString(differ.theirs()));
        } else {
            tellDetail(note, now);
        }
    }

    private void tellDetail(ReplicaNote note, long now) {
        if (note instanceof ReplicaNote.ClientMalformed malformed) {
            if (seldom.allows("client", now) >= 0) {
                log.warn("a client sent what cannot be read: {}", malformed.reason());
            }
        } else if (note instanceof ReplicaNote.SoftLimitPassed passed) {
            tellSoftLimit(passed.limit(), now);
        } else if (note instanceof ReplicaNote.PeerIgnored ignored) {
            log.debug("ignored from server {}: {}", ignored.peer().value(), ignored.reason());
        } else {
            log.debug("{}", note);
        }
    }

    private void tellSoftLimit(SoftLimit limit, long now) {
        if (seldom.allows("quota " + limit.path(), now) >= 0) {
            log.warn(
                    "{} holds more than its quota says: {} znodes ({}), {} bytes of data ({}). Nothing is refused for it",
                    limit.path(),
                    limit.count(),
                    most(limit.mostCount()),
                    limit.bytes(),
                    most(limit.mostBytes()));
        }
    }

    private static String most(long limit) {
        return limit < 0 ? "no limit" : "limit " + limit;
    }
}
