package synod.tree;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import synod.kernel.Bytes;

/**
 * The text of a quota's limits, or of what is held: {@code count=1,bytes=-1=;byteHardLimit=10;countHardLimit=2}. The hard
 * limits stand behind an odd equals sign that keeps old readers from stumbling over them.
 *
 * @param count znodes; -1 for no limit, as everywhere here
 * @param bytes of data
 * @param hardCount above this, creating is refused where quotas are enforced
 * @param hardBytes above this, creating and writing is refused where quotas are enforced
 */
record Quota(long count, long bytes, long hardCount, long hardBytes) {
    private static final int NONE = -1;

    /** Reads what is there; what is missing, or is no number, is no limit. */
    static Quota parse(@Nullable Bytes text) {
        long count = NONE;
        long bytes = NONE;
        long hardCount = NONE;
        long hardBytes = NONE;
        String whole =
                text == null ? "" : new String(text.array(), text.offset(), text.length(), StandardCharsets.UTF_8);
        int start = 0;
        for (int end = 0; end <= whole.length(); end++) {
            if (end < whole.length() && whole.charAt(end) != ',' && whole.charAt(end) != ';') {
                continue;
            }
            String part = whole.substring(start, end);
            start = end + 1;
            int equals = part.indexOf('=');
            if (equals < 0) {
                continue;
            }
            int second = part.indexOf('=', equals + 1);
            long value = number(part.substring(equals + 1, second < 0 ? part.length() : second));
            switch (part.substring(0, equals)) {
                case "count" -> count = value;
                case "bytes" -> bytes = value;
                case "countHardLimit" -> hardCount = value;
                case "byteHardLimit" -> hardBytes = value;
                default -> {
                    // Later versions may say more.
                }
            }
        }
        return new Quota(count, bytes, hardCount, hardBytes);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return NONE;
        }
    }

    Quota plus(int moreCount, long moreBytes) {
        return with(count + moreCount, bytes + moreBytes);
    }

    Quota with(long newCount, long newBytes) {
        return new Quota(newCount, newBytes, hardCount, hardBytes);
    }

    Bytes text() {
        StringBuilder text = new StringBuilder(64);
        text.append("count=").append(count).append(",bytes=").append(bytes);
        if (hardBytes > NONE || hardCount > NONE) {
            text.append('=');
        }
        if (hardBytes > NONE) {
            text.append(";byteHardLimit=").append(hardBytes);
        }
        if (hardCount > NONE) {
            text.append(";countHardLimit=").append(hardCount);
        }
        return Bytes.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
