/** More names than this are a number. */
const mostNames = 4;

/**
 * What bringing the working copy up to date did, one line for each thing.
 *
 * @param {import("./working-copy.mjs").CopyReport} report
 * @param {string} folder the working copy, as the learner sees it: `notebooks/my-copy`
 * @param {string} [command] what takes `--reset LESSON`
 * @returns {string[]}
 */
export function copyLines({ added, updated, kept, moved, backups }, folder, command = "npm start --") {
  const lines = [];
  if (added.length > 0) lines.push(`New in ${folder}: ${namesOrCount(added)}`);
  if (updated.length > 0) lines.push(`Updated in ${folder}: ${namesOrCount(updated)}`);
  if (backups.length > mostNames) {
    lines.push(`  what you had run is kept beside them, in ${backups.length} notebooks named …-backup-N`);
  } else {
    for (const backup of backups) lines.push(`  what you had run is kept in ${backup}`);
  }
  for (const was of moved) {
    const end = was.lastIndexOf("/");
    lines.push(`Your answer to ${was.slice(end + 1)} of ${was.slice(0, end)} moved along with the exercise.`);
  }
  for (const lesson of kept) {
    lines.push(
      `You changed ${lesson}, so it stays; \`${command} --reset ${lesson}\` takes the newer version.`,
    );
  }
  return lines;
}

/**
 * @param {readonly string[]} names lessons, and files that belong to none
 * @returns {string}
 */
function namesOrCount(names) {
  if (names.length <= mostNames) return names.join(", ");
  const files = names.filter((name) => /\.\w+$/.test(name)).length;
  const notebooks = `${names.length - files} notebooks`;
  if (files === 0) return notebooks;
  return `${notebooks} and ${files === 1 ? "a file" : `${files} files`} beside them`;
}
