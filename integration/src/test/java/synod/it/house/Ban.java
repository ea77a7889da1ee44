package synod.it.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What may not be reached below the server, with the reason. A ban is a pattern over the names of the types that a class
 * depends on, and one over the members that it uses, written {@code owner.member(parameters)}.
 */
public enum Ban {
    CLOCK(
            "time is an input",
            "java\\.time\\.(Clock|InstantSource)",
            "java\\.lang\\.System\\.(nanoTime|currentTimeMillis)\\(.*|java\\.time\\..*\\.now\\(.*"),
    CHANCE(
            "chance is an input",
            "java\\.util\\.(Random|SplittableRandom|random\\..*)|java\\.security\\.SecureRandom",
            "java\\.lang\\.Math\\.random\\(.*|java\\.util\\.UUID\\.randomUUID\\(.*"
                    + "|java\\.lang\\.System\\.identityHashCode\\(.*|java\\.util\\.Collections\\.shuffle\\(.*"),
    THREAD(
            "threads belong to the runtime",
            "java\\.util\\.concurrent\\..*|java\\.lang\\.(Thread|ThreadLocal|Process.*)|java\\.util\\.Timer.*",
            "java\\.lang\\.Object\\.(wait|notify|notifyAll)\\(.*"),
    FILE(
            "files belong to the runtime; the disk is a port",
            "java\\.nio\\.(file|channels)\\..*|java\\.io\\.(File.*|RandomAccessFile)",
            ""),
    SOCKET("sockets belong to the runtime", "(java|javax)\\.net\\..*|io\\.netty\\..*", ""),
    LOGGER(
            "a core tells facts as notes",
            "org\\.slf4j\\..*|java\\.util\\.logging\\..*|java\\.lang\\.System\\$Logger.*",
            "java\\.lang\\.System\\.(out|err|in)|.*\\.printStackTrace\\(.*"),
    PROPERTY(
            "settings are arguments",
            "",
            "java\\.lang\\.System\\.(getProperty|getProperties|getenv|lineSeparator)\\(.*"
                    + "|java\\.lang\\.(Integer\\.getInteger|Long\\.getLong|Boolean\\.getBoolean)\\(.*"),
    SALTED_ORDER(
            "their order differs from process to process; that of LinkedHashMap, TreeMap, List and arrays does not",
            "java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap|Hashtable)",
            "java\\.util\\.(Set|Map)\\.(of|copyOf|ofEntries)\\(.*"
                    + "|java\\.util\\.stream\\.Collectors\\."
                    + "(toSet|toMap|groupingBy|toUnmodifiableSet|toUnmodifiableMap)\\(.*"),
    SERIALIZATION("formats are written by hand and versioned", "java\\.io\\.Object(In|Out)putStream", ""),
    EXIT(
            "one place in the runtime ends the process",
            "",
            "java\\.lang\\.System\\.exit\\(.*|java\\.lang\\.Runtime\\.(halt|exit)\\(.*"),
    LOCALE(
            "the default locale differs from machine to machine",
            "",
            "java\\.util\\.Locale\\.getDefault\\(.*|java\\.lang\\.String\\.(toLowerCase|toUpperCase)\\(\\)"
                    + "|java\\.lang\\.String\\.(format\\(java\\.lang\\.String,|formatted\\().*"
                    + "|java\\.util\\.Formatter\\.<init>\\(\\)"),
    CHARSET(
            "the default charset differs from machine to machine",
            "",
            "java\\.nio\\.charset\\.Charset\\.defaultCharset\\(.*|java\\.lang\\.String\\.getBytes\\(\\)"
                    + "|java\\.lang\\.String\\.<init>\\(\\[B(, int, int)?\\)"
                    + "|java\\.io\\.ByteArrayOutputStream\\.toString\\(\\)");

    private final String reason;

    private final Pattern types;

    private final Pattern members;

    Ban(String reason, String types, String members) {
        this.reason = reason;
        this.types = Pattern.compile(types);
        this.members = Pattern.compile(members);
    }

    /** Where {@code type} breaks this ban: one line each, with the place in the source. */
    public List<String> broken(JavaClass type) {
        List<String> found = new ArrayList<>();
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            String target = dependency.getTargetClass().getBaseComponentType().getName();
            if (types.matcher(target).matches()) {
                found.add(dependency.getDescription() + " [" + this + ": " + reason + "]");
            }
        }
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            if (members.matcher(access.getTarget().getFullName()).matches()) {
                found.add(access.getDescription() + " [" + this + ": " + reason + "]");
            }
        }
        return found;
    }
}
