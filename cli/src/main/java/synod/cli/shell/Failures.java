package synod.cli.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;
import synod.cli.client.LoginFailed;
import synod.cli.client.NotConnected;
import synod.cli.client.Refused;

/** Tells what went wrong and gives the exit code for it. */
final class Failures implements IExecutionExceptionHandler {
    /** The server said no. */
    static final int REFUSED = 1;
    /** There is no server, or none any more. */
    static final int NOT_CONNECTED = 3;
    /** Ctrl-C, as shells count it. */
    static final int CANCELLED = 130;

    private final Surroundings surroundings;

    Failures(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult words) throws Exception {
        String verb = command.getCommandName();
        boolean isJson = words.originalArgs().contains("--json");
        surroundings.out().flush();
        if (failure instanceof Refused refused) {
            return tell(REFUSED, refused, explain(refused, verb), isJson);
        }
        if (failure instanceof MultiRefused refused) {
            String why = explain(refused.cause(), refused.verb());
            return tell(REFUSED, refused.cause(), refused.around(why), isJson);
        }
        if (failure instanceof LoginFailed) {
            return tell(REFUSED, null, String.valueOf(failure.getMessage()), isJson);
        }
        if (failure instanceof NotConnected) {
            return tell(NOT_CONNECTED, null, String.valueOf(failure.getMessage()), isJson);
        }
        if (failure instanceof WrongUsage) {
            return tell(CommandLine.ExitCode.USAGE, null, String.valueOf(failure.getMessage()), isJson);
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return tell(
                    CommandLine.ExitCode.USAGE,
                    null,
                    failure.getMessage() + " (" + failure.getClass().getSimpleName() + ")",
                    isJson);
        }
        if (failure instanceof InterruptedException) {
            return tell(CANCELLED, null, "cancelled", isJson);
        }
        throw failure;
    }

    private String explain(Refused refused, String verb) {
        String ofCredentials = Explanation.ofCredentials(refused.code());
        if (ofCredentials != null) {
            return ofCredentials;
        }
        try {
            return new Explanation(surroundings.client(), verb).of(refused);
        } catch (NotConnected e) {
            return String.valueOf(refused.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return String.valueOf(refused.getMessage());
        }
    }

    private int tell(int code, @Nullable Refused refused, String message, boolean isJson) {
        Printer err = surroundings.err();
        if (isJson) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("error", refused == null ? word(code) : refused.code().word());
            object.put("code", refused == null ? null : refused.number());
            object.put("path", refused == null ? null : refused.path());
            object.put("message", message);
            err.line(Json.line(object));
        } else {
            err.line((surroundings.isShell() ? "" : "synod: ") + message);
        }
        err.flush();
        return code;
    }

    private static String word(int code) {
        return switch (code) {
            case NOT_CONNECTED -> "NotConnected";
            case CANCELLED -> "Cancelled";
            case REFUSED -> "LoginFailed";
            default -> "WrongUsage";
        };
    }
}
