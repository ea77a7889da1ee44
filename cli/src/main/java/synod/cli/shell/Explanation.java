package synod.cli.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.cli.client.Acl;
import synod.cli.client.Client;
import synod.cli.client.ErrorCode;
import synod.cli.client.Identity;
import synod.cli.client.NotConnected;
import synod.cli.client.Refused;
import synod.cli.client.Request;
import synod.tree.Stat;

/** Turns a refusal into what is wrong and what to do, asking the server for what it takes to say that. */
final class Explanation {
    /** What needs no look at the server, which has closed the connection. */
    private final Client client;

    private final String verb;

    /** @param verb what was tried, in the user's word */
    Explanation(Client client, String verb) {
        this.client = client;
        this.verb = verb;
    }

    /** What there is to say when a server does not take who somebody is; null when this is about something else. */
    static @Nullable String ofCredentials(ErrorCode code) {
        return switch (code) {
            case AUTH_FAILED ->
                "the server does not take these credentials: is the scheme one that it knows, and the password right?";
            case SESSION_CLOSED_REQUIRE_AUTH ->
                "the server does nothing for those who have not logged in: give --auth sasl:USER:PASSWORD with the right"
                        + " password, or --auth sasl: for Kerberos";
            default -> null;
        };
    }

    String of(Refused refused) throws InterruptedException {
        String path = Shown.inline(refused.path());
        return switch (refused.code()) {
            case NO_NODE -> noNode(refused.path());
            case NODE_EXISTS -> path + " is there already; to replace its data: synod set " + path + " DATA";
            case BAD_VERSION -> badVersion(refused.path());
            case NOT_EMPTY -> notEmpty(refused.path());
            case NO_AUTH -> noAuth(refused.path());
            case NO_CHILDREN_FOR_EPHEMERALS ->
                Paths.parent(refused.path()) + " is ephemeral, and ephemeral znodes have no children";
            case INVALID_ACL ->
                "the access list for " + path + " is not valid: each entry is scheme:id:permissions with a"
                        + " scheme the server knows, and auth:: needs credentials (--auth, or addauth in the shell)";
            case BAD_ARGUMENTS ->
                path + " is not something the server takes: see the rules for paths, and that a time to"
                        + " live is between 1 ms and 1099511627775 ms";
            case UNIMPLEMENTED ->
                "the server does not know this operation, or it is switched off there (times to live need"
                        + " zookeeper.extendedTypesEnabled=true)";
            case QUOTA_EXCEEDED -> "a quota above " + path + " is used up; see /zookeeper/quota" + path;
            case SESSION_EXPIRED, UNKNOWN_SESSION -> "the session is over; its ephemeral znodes and watches are gone";
            case NO_WATCHER -> "there is no watch on " + path;
            case NOT_READ_ONLY -> "the server takes no writes now: it has lost its quorum";
            case THROTTLED -> "the server has too much to do; try again later";
            default ->
                "the server refused " + verb + (path.isEmpty() ? "" : " of " + path) + " with "
                        + refused.code().word() + " (" + refused.number() + ")";
        };
    }

    private String noNode(String path) throws InterruptedException {
        List<String> ancestors = new ArrayList<>(Paths.ancestors(path));
        Collections.reverse(ancestors);
        String nearest = "/";
        boolean isKnown = true;
        for (String ancestor : ancestors) {
            Looked looked = look(ancestor);
            if (looked.stat() != null) {
                nearest = ancestor;
                break;
            }
            isKnown &= looked.isSure();
        }
        boolean isCreate = verb.equals("create");
        String missing = isCreate ? Paths.parent(path) : path;
        String text = "there is no " + Shown.inline(missing);
        if (isKnown && !nearest.equals(Paths.parent(missing))) {
            text += "; the nearest znode above it that exists is " + Shown.inline(nearest);
        }
        return isCreate ? text + "; to create what is missing too: create --parents" : text;
    }

    private String badVersion(String path) throws InterruptedException {
        Stat stat = look(path).stat();
        if (stat == null) {
            return "the version of " + path + " is another";
        }
        return verb.equals("acl")
                ? "the access list of " + path + " is at version " + stat.aversion()
                : path + " is at version " + stat.version();
    }

    private String notEmpty(String path) throws InterruptedException {
        Stat stat = look(path).stat();
        String children = stat == null ? "children" : Shown.count(stat.numChildren(), "child", "children");
        return path + " has " + children + "; to delete all of it: synod delete --recursive " + path;
    }

    private String noAuth(String path) throws InterruptedException {
        String needed = switch (verb) {
            case "set" -> "write (w) on " + path;
            case "create" -> "create (c) on " + Paths.parent(path);
            case "delete" -> "delete (d) on " + Paths.parent(path);
            case "acl" -> "read or admin (r, a) on " + path + ", to change the list admin (a)";
            case "multi" -> "a permission that one of its operations needs";
            default -> "read (r) on " + path;
        };
        String where = verb.equals("create") || verb.equals("delete") ? Paths.parent(path) : path;
        StringBuilder text = new StringBuilder("not allowed: it takes " + needed + "; you are " + identities());
        String list = accessList(where);
        if (list != null) {
            text.append("; the access list is ").append(list);
        }
        return text.append("; say who you are with --auth, or addauth in the shell")
                .toString();
    }

    private String identities() throws InterruptedException {
        try {
            List<Identity> all = client.call(Request.whoAmI());
            return all.isEmpty()
                    ? "nobody"
                    : String.join(", ", all.stream().map(Identity::toString).toList());
        } catch (Refused | NotConnected e) {
            return "somebody the server does not tell";
        }
    }

    private @Nullable String accessList(String path) throws InterruptedException {
        try {
            return String.join(
                    " ",
                    client.call(Request.acl(path)).acl().stream()
                            .map(Acl::toString)
                            .toList());
        } catch (Refused | NotConnected e) {
            // Not being allowed to see the list is part of the same refusal.
            return null;
        }
    }

    /** What a look at a znode told. */
    private record Looked(@Nullable Stat stat, boolean isSure) {}

    private Looked look(String path) throws InterruptedException {
        try {
            return new Looked(client.call(Request.exists(path, false)), true);
        } catch (Refused e) {
            return new Looked(null, e.code() == synod.cli.client.ErrorCode.NO_NODE);
        } catch (NotConnected e) {
            return new Looked(null, false);
        }
    }
}
