package synod.sim.paxos;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;
import synod.paxos.Roster;

/**
 * The whole state of a process as text, read from its fields: two processes with the same text behave the same from now
 * on. Reading the fields keeps the cores free of anything that is there for tests only, and cannot miss one that is
 * added later.
 */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Object process) {
        StringBuilder text = new StringBuilder();
        append(process, text);
        return text.toString();
    }

    private static void append(@Nullable Object value, StringBuilder text) {
        if (value == null || value instanceof Record || value instanceof Enum<?> || value instanceof Bytes) {
            text.append(value).append(' ');
        } else if (value instanceof Number || value instanceof Boolean) {
            text.append(value).append(' ');
        } else if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, mapped) -> text.append(key).append('=').append(mapped).append(' '));
        } else if (value instanceof Iterable<?> items) {
            items.forEach(item -> append(item, text));
        } else if (value.getClass().getPackageName().equals(Roster.class.getPackageName())) {
            appendFields(value, text);
        } else {
            throw new IllegalStateException("how to read a " + value.getClass() + " is not known");
        }
    }

    private static void appendFields(Object object, StringBuilder text) {
        for (Field field : object.getClass().getDeclaredFields()) {
            boolean isState = !Modifier.isStatic(field.getModifiers())
                    && !field.isSynthetic()
                    && field.getType() != Roster.class
                    && !field.getName().equals("dispatch");
            if (isState) {
                field.setAccessible(true);
                try {
                    Object value = field.get(object);
                    // When a timer rings is up to the search, so only whether it is set belongs to the state.
                    boolean isTimer = field.getName().equals("deadline");
                    append(
                            isTimer
                                    ? Boolean.valueOf(
                                            !Long.valueOf(Long.MAX_VALUE).equals(value))
                                    : value,
                            text);
                } catch (IllegalAccessException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
        text.append(';');
    }
}
