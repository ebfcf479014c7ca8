// Messages to click on. People, numbers and documents in them are made up. The
// verdicts are those of the built-in rules.
export const examples = [
  {
    name: {ro: "O întâlnire", en: "A meeting"},
    verdict: "allow",
    text: {
      ro: "Ne vedem mâine la 18:30 în fața teatrului? Biletele le iau eu 🎭",
      en: "Shall we meet tomorrow at 6:30 in front of the theatre? I'll get the tickets 🎭",
    },
  },
  {
    name: {ro: "O rețetă secretă", en: "A secret recipe"},
    verdict: "allow",
    text: {
      ro: "Bunica are o rețetă secretă de cozonac, strict secret, între noi!",
      en: "Grandma has a secret cake recipe, top secret, just between us!",
    },
  },
  {
    name: {ro: "Un CNP", en: "A CNP"},
    verdict: "warn",
    text: {
      ro: "Pentru contract: Ion Popescu, CNP 1850228120011, tel. 0722 123 456.",
      en: "For the contract: Ion Popescu, CNP 1850228120011, phone 0722 123 456.",
    },
  },
  {
    name: {ro: "Un cont bancar", en: "A bank account"},
    verdict: "warn",
    text: {
      ro: "Sunt Ana Ionescu, chiria o trimiți în RO54 RZBR 0000 0600 1234 5678, mulțumesc 🙏",
      en: "This is Ana Ionescu, please send the rent to RO54 RZBR 0000 0600 1234 5678, thank you 🙏",
    },
  },
  {
    name: {ro: "O adresă", en: "An address"},
    verdict: "warn",
    text: {
      ro: "Stau pe str. Lalelelor nr. 12, bl. B4, sc. 1, et. 3, ap. 15, sector 3, București",
      en: "I live at str. Lalelelor nr. 12, bl. B4, sc. 1, et. 3, ap. 15, sector 3, București",
    },
  },
  {
    name: {ro: "Un document clasificat", en: "A classified document"},
    verdict: "block",
    text: {
      ro: "STRICT SECRET\nNr. 00/1234 din 12.03.2026\nExemplar unic\nRaport privind paza obiectivului",
      en: "NATO SECRET\nReleasable to ROU only\nReport on the protection of the site",
    },
  },
];
