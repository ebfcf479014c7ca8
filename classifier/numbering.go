package classifier

import "github.com/pecete/pecete/patterns"

// rangeEvidence places the nine digits of a national number in Romania's
// numbering plan: ALLOCATED_RANGE or UNALLOCATED_RANGE, and PUBLIC_BODY for
// free and premium services, which no person has. It refuses what begins like
// no number at all. Ranges: the RO entry of libphonenumber's
// PhoneNumberMetadata.xml; they drift, so a mobile or geographic number outside
// them is doubted and not refused.
func rangeEvidence(national []byte) (patterns.CodeSet, bool) {
	switch national[0] {
	case '7':
		return allocated(mobileAllocated(national)), true
	case '6':
		return allocated(true), mobileAllocated(national)
	case '2', '3':
		return allocated(fixedAllocated(national)), true
	case '8', '9':
		if national[1] != '0' || national[0] == '9' && national[2] > '6' {
			return 0, false
		}
		return allocated(serviceAllocated(national)).With(patterns.PublicBody), true
	}
	return 0, false
}

func allocated(known bool) patterns.CodeSet {
	if known {
		return patterns.SetOf(patterns.AllocatedRange)
	}
	return patterns.SetOf(patterns.UnallocatedRange)
}

// mobileAllocated: 600, 62x, 630 0, 702 0, and most of 70 to 79.
func mobileAllocated(national []byte) bool {
	third := national[2]
	switch string(national[:2]) {
	case "60":
		return third == '0'
	case "62", "72", "73", "74", "75", "76", "77":
		return true
	case "63":
		return third == '0' && national[3] == '0'
	case "70":
		return third <= '1' || third >= '3' || national[3] == '0'
	case "71":
		return third <= '3'
	case "78":
		return third >= '3' && third <= '8'
	case "79":
		return third <= '3' || third == '9'
	}
	return false
}

// fixedAllocated: 21 and 31 for Bucharest, 23 to 26 and 33 to 36 for the
// counties, 37 for the whole country.
func fixedAllocated(national []byte) bool {
	second := national[1]
	return second == '1' || second >= '3' && second <= '6' || national[0] == '3' && second == '7'
}

// serviceAllocated: 800 free, 801 shared cost, 802 personal, 900, 901, 903 and
// 906 premium.
func serviceAllocated(national []byte) bool {
	switch string(national[:3]) {
	case "800", "801", "802", "900", "901", "903", "906":
		return true
	}
	return false
}
