package synod.lab.play;

import java.util.List;
import java.util.function.Function;
import synod.commit.Outcome;
import synod.commit.Vote;
import synod.lab.trace.Recorder;
import synod.lab.trace.Trace.Tone;
import synod.paxos.Ballot;

/**
 * How the messages of a commit protocol are told to people.
 *
 * @param <M> the messages
 * @param kinds the names of all
 * @param details what one says besides its name, short
 * @param tones what its colour stands for
 */
record CommitWords<M>(List<String> kinds, Function<M, String> details, Function<M, Tone> tones) {
    /** In ballots of commit protocols the lowest bits of the round are the life of the process. */
    private static final int LIFE_BITS = 24;

    String detail(M message) {
        return details.apply(message);
    }

    Tone tone(M message) {
        return tones.apply(message);
    }

    /** The tone of a state by its name. */
    static Tone tone(String state) {
        return switch (state) {
            case "working" -> Tone.WORKING;
            case "prepared", "uncertain" -> Tone.PREPARED;
            case "pre-committed", "pre_committed" -> Tone.PRE_COMMITTED;
            case "pre-aborted", "pre_aborted" -> Tone.PRE_ABORTED;
            case "committed" -> Tone.COMMITTED;
            case "aborted" -> Tone.ABORTED;
            default -> Tone.PLAIN;
        };
    }

    private static Tone tone(Outcome outcome) {
        return outcome == Outcome.COMMITTED ? Tone.COMMITTED : Tone.ABORTED;
    }

    private static Tone tone(Vote vote) {
        return vote == Vote.NO ? Tone.ABORTED : Tone.PREPARED;
    }

    private static String word(Vote vote) {
        return switch (vote) {
            case YES -> "yes";
            case NO -> "no";
            case READ_ONLY -> "read-only";
        };
    }

    private static String word(Outcome outcome) {
        return outcome == Outcome.COMMITTED ? "commit" : "abort";
    }

    static String word(Ballot ballot) {
        if (ballot.equals(Ballot.ZERO)) {
            return "none";
        }
        long attempt = ballot.round() >> LIFE_BITS;
        return (attempt == 0 ? ballot.round() : attempt) + ".n" + ballot.node();
    }

    static CommitWords<synod.commit.twophase.Message> twoPhase() {
        return new CommitWords<>(
                List.of(
                        "Request",
                        "Prepare",
                        "CommitAlone",
                        "Voted",
                        "Decided",
                        "Presumed",
                        "Acknowledged",
                        "Ask",
                        "NoIdea"),
                CommitWords::detail,
                CommitWords::tone);
    }

    private static String detail(synod.commit.twophase.Message message) {
        if (message instanceof synod.commit.twophase.Message.Voted voted) {
            return word(voted.vote());
        } else if (message instanceof synod.commit.twophase.Message.Decided decided) {
            return word(decided.outcome());
        } else if (message instanceof synod.commit.twophase.Message.Presumed presumed) {
            return word(presumed.outcome());
        } else if (message instanceof synod.commit.twophase.Message.NoIdea noIdea) {
            return noIdea.isPrepared() ? "prepared too" : "";
        }
        return "";
    }

    private static Tone tone(synod.commit.twophase.Message message) {
        if (message instanceof synod.commit.twophase.Message.Voted voted) {
            return tone(voted.vote());
        } else if (message instanceof synod.commit.twophase.Message.Decided decided) {
            return tone(decided.outcome());
        } else if (message instanceof synod.commit.twophase.Message.Presumed presumed) {
            return tone(presumed.outcome());
        }
        return Tone.PLAIN;
    }

    static CommitWords<synod.commit.threephase.Message> threePhase() {
        return new CommitWords<>(
                List.of(
                        "Prepare",
                        "Voted",
                        "PreCommit",
                        "PreAbort",
                        "Acknowledged",
                        "Decided",
                        "Inquire",
                        "Standing",
                        "Refused",
                        "Ask"),
                CommitWords::detail,
                CommitWords::tone);
    }

    private static String detail(synod.commit.threephase.Message message) {
        if (message instanceof synod.commit.threephase.Message.Voted voted) {
            return word(voted.vote());
        } else if (message instanceof synod.commit.threephase.Message.Decided decided) {
            return word(decided.outcome());
        } else if (message instanceof synod.commit.threephase.Message.Standing standing) {
            return standing.phase().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
        return "";
    }

    private static Tone tone(synod.commit.threephase.Message message) {
        if (message instanceof synod.commit.threephase.Message.Voted voted) {
            return tone(voted.vote());
        } else if (message instanceof synod.commit.threephase.Message.Decided decided) {
            return tone(decided.outcome());
        } else if (message instanceof synod.commit.threephase.Message.PreCommit) {
            return Tone.PRE_COMMITTED;
        } else if (message instanceof synod.commit.threephase.Message.PreAbort) {
            return Tone.PRE_ABORTED;
        }
        return Tone.PLAIN;
    }

    /** Messages of a ballot above 0 have the colour of the ballot. */
    static CommitWords<synod.commit.paxos.Message> paxosCommit(Recorder recorder) {
        return new CommitWords<>(
                List.of(
                        "Request",
                        "Prepare",
                        "Declined",
                        "Lead",
                        "Promise",
                        "Refused",
                        "Accept",
                        "Accepted",
                        "Decided",
                        "Acknowledged",
                        "Ask",
                        "Forget",
                        "Join",
                        "Counted"),
                CommitWords::detail,
                message -> tone(message, recorder));
    }

    private static String detail(synod.commit.paxos.Message message) {
        if (message instanceof synod.commit.paxos.Message.Decided decided) {
            return word(decided.outcome());
        } else if (message instanceof synod.commit.paxos.Message.Accept accept) {
            return values(accept.proposals());
        } else if (message instanceof synod.commit.paxos.Message.Accepted accepted) {
            return values(accepted.accepted());
        } else if (message instanceof synod.commit.paxos.Message.Promise promise) {
            return promise.accepted().isEmpty() ? "nothing" : values(promise.accepted());
        }
        return "";
    }

    /** For each instance the member and the value, a plus for prepared and a minus for aborted. */
    private static String values(List<synod.commit.paxos.Message.Held> held) {
        StringBuilder text = new StringBuilder();
        for (synod.commit.paxos.Message.Held each : held) {
            text.append(text.isEmpty() ? "" : " ").append(each.member()).append(each.isPrepared() ? "+" : "\u2212");
        }
        return text.toString();
    }

    private static Tone tone(synod.commit.paxos.Message message, Recorder recorder) {
        if (message instanceof synod.commit.paxos.Message.Decided decided) {
            return tone(decided.outcome());
        } else if (message instanceof synod.commit.paxos.Message.Lead lead) {
            return recorder.ballot(word(lead.ballot()));
        } else if (message instanceof synod.commit.paxos.Message.Promise promise) {
            return recorder.ballot(word(promise.ballot()));
        } else if (message instanceof synod.commit.paxos.Message.Accept accept) {
            Ballot ballot = accept.proposals().get(0).ballot();
            return ballot.round() == 0 ? Tone.PREPARED : recorder.ballot(word(ballot));
        } else if (message instanceof synod.commit.paxos.Message.Accepted accepted) {
            Ballot ballot = accepted.accepted().get(0).ballot();
            return ballot.round() == 0 ? Tone.PREPARED : recorder.ballot(word(ballot));
        }
        return Tone.PLAIN;
    }
}
