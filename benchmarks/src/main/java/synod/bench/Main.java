package synod.bench;

/** The benchmarks from a plain command line. */
public final class Main {
    private Main() {}

    /** Ends with the exit code of the command. */
    public static void main(String[] args) {
        int code = BenchCommand.run(args, System.out);
        System.out.flush();
        if (code != 0) {
            System.exit(code);
        }
    }
}
