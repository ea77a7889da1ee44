package synod.it.differential;

/**
 * One thing that one session does.
 *
 * @param name what is done, unlike any other name of its scene
 * @param session which session does it, from 0
 */
record Step(String name, int session, Act act) {
    @Override
    public String toString() {
        return "s" + session + " " + name;
    }
}
