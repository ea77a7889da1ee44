package synod.it.conformance;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;
import synod.it.cluster.Product;

/**
 * Tries what is listed in {@link KnownGaps} on our servers: a failure is reported as skipped with the reason, and a
 * success as a failure, because then the list is wrong.
 */
final class GapKeeper implements InvocationInterceptor {
    private static final Pattern NAME = Pattern.compile("item(\\d{3})[A-Z]\\w*");

    /** The number of the item that a test is named after, if it is. */
    static Optional<Integer> item(String method) {
        Matcher name = NAME.matcher(method);
        return name.matches() ? Optional.of(Integer.valueOf(name.group(1))) : Optional.empty();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext extensionContext)
            throws Throwable {
        Conformance test = (Conformance) extensionContext.getRequiredTestInstance();
        int item = item(extensionContext.getRequiredTestMethod().getName())
                .orElseThrow(() -> new AssertionError("a test is named after its item: item005WrongPassword"));
        if (test.shape().product() == Product.APACHE) {
            invocation.proceed();
        } else {
            judge(item, KnownGaps.reason(item), invocation::proceed);
        }
    }

    /** A test that is carried out. */
    interface Trial {
        void run() throws Throwable;
    }

    static void judge(int item, Optional<String> gap, Trial trial) throws Throwable {
        if (gap.isEmpty()) {
            trial.run();
            return;
        }
        try {
            trial.run();
        } catch (Exception | AssertionError e) {
            throw new TestAbortedException("item " + item + " is a known gap: " + gap.get(), e);
        }
        throw new AssertionError("item " + item + " passes: take it off the list of known gaps");
    }
}
