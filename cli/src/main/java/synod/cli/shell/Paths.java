package synod.cli.shell;

import java.util.ArrayList;
import java.util.List;

/** Paths of znodes: what a user types becomes what a server takes. */
final class Paths {
    private Paths() {}

    /**
     * A path without the slash at its end that completion leaves behind.
     *
     * @throws WrongUsage when no server would take it
     */
    static String checked(String typed) {
        String path = typed.length() > 1 && typed.endsWith("/") ? typed.substring(0, typed.length() - 1) : typed;
        check(path, typed);
        return path;
    }

    /** The same for a new sequential znode, whose name may be nothing but its number. */
    static String checkedPrefix(String typed) {
        if (typed.endsWith("/")) {
            check(typed + "0", typed);
            return typed;
        }
        return checked(typed);
    }

    private static void check(String path, String typed) {
        if (!path.startsWith("/")) {
            throw new WrongUsage("\"" + typed + "\" is no path: paths begin with a slash, such as /" + typed);
        }
        if (path.equals("/")) {
            return;
        }
        for (String name : path.substring(1).split("/", -1)) {
            if (name.isEmpty()) {
                throw new WrongUsage("\"" + typed + "\" has an empty name between two slashes");
            }
            if (name.equals(".") || name.equals("..")) {
                throw new WrongUsage("\"" + typed + "\": no znode can be called " + name);
            }
        }
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    static String child(String parent, String name) {
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Everything above a path but the root, from the top. */
    static List<String> ancestors(String path) {
        List<String> all = new ArrayList<>();
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            all.add(path.substring(0, slash));
        }
        return all;
    }
}
